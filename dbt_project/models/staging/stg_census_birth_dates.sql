-- One row per census and employee: the birth date, as given or assumed.
--
-- An age is read as the middle of its year. A person without a birth date or age that can be right
-- is assumed to have been hired at 30, and to be 18 to 70 years old on the date of the census.

with

outcomes as (

    select * from {{ ref('stg_census_outcomes') }}

    where outcome = 'employee'

),

checked as (

    select
        *,

        case
            when
                birth_date > as_of - interval '101' year
                and birth_date <= as_of - interval '14' year
                then birth_date
        end as given_date,
        case
            when age between 14 and 100
                then cast(as_of - (least(age, 100) * 12 + 6) * interval '1' month as date)
        end as date_of_age

    from outcomes

),

compared as (

    select
        *,

        coalesce(given_date, date_of_age) as stated_date,

        coalesce(
            hire_date < coalesce(given_date, date_of_age) + interval '14' year, false
        ) as is_hired_too_young

    from checked

),

resolved as (

    select
        census_id,
        row_number,

        case
            when stated_date is not null and not is_hired_too_young then stated_date
            else
                cast(greatest(
                    least(hire_date - interval '30' year, as_of - interval '18' year),
                    as_of - interval '70' year
                ) as date)
        end as birth_date,

        case
            when birth_date_text is null then 'missing'
            when birth_date is null then 'unreadable'
            when given_date is null then 'implausible age'
            when is_hired_too_young then 'hired before age 14'
        end as birth_date_problem,
        case
            when given_date is not null or age_text is null then null
            when age is null then 'unreadable'
            when date_of_age is null then 'implausible age'
            when is_hired_too_young then 'hired before age 14'
        end as age_problem,

        given_date is null or is_hired_too_young as is_birth_date_assumed

    from compared

)

select * from resolved
