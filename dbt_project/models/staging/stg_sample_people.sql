-- One row per generated census and person: how old the person is and how long employed.
--
-- The shapes are those of US employees: most are 28 to 58 years old, and tenure has a median of
-- about four years that grows with age (Bureau of Labor Statistics, Employee Tenure, 2024).

with

draws as (

    select * from {{ ref('stg_sample_draws') }}

),

ages (from_draw, to_draw, from_age, to_age) as (

    values
    (0.00, 0.03, 19, 23),
    (0.03, 0.10, 23, 28),
    (0.10, 0.32, 28, 35),
    (0.32, 0.57, 35, 44),
    (0.57, 0.77, 44, 52),
    (0.77, 0.89, 52, 58),
    (0.89, 0.98, 58, 65),
    (0.98, 1.00, 65, 70)

),

aged as (

    select
        draws.*,
        ages.from_age
        + (ages.to_age - ages.from_age)
        * (draws.age_draw - ages.from_draw) / (ages.to_draw - ages.from_draw) as age

    from draws

    inner join ages
        on
            draws.age_draw >= ages.from_draw
            and draws.age_draw < ages.to_draw

),

tenured as (

    select
        *,
        0.2 * (age - 16) * pow(ln(1 - tenure_draw) / ln(0.5), 1.3) as drawn_tenure,
        age - 18.1 as adult_years

    from aged

),

-- Nobody was hired before the age of 18: a tenure that is too long is drawn again.
hired as (

    select
        *,
        case
            when drawn_tenure <= adult_years then drawn_tenure
            else adult_years * late_start_draw
        end as tenure

    from tenured

)

select * from hired
