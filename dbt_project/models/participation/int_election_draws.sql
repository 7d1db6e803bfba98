-- One row per workforce, replicate, plan year and employee employed at any time in it.
--
-- What the loop of elections reads of people, the same in every scenario: their age,
-- service and pay when the year begins for them, and their draws. Few and narrow columns:
-- the loop builds a table of them for each of its years.

with

employee_years as (

    select * from {{ ref('int_employee_years') }}

),

seeds as (

    select * from {{ ref('int_draw_seeds') }}

),

drawn as (

    select
        employee_years.*,
        seeds.draw_seed,
        seeds.start_year,
        make_date(employee_years.plan_year, 1, 1) as year_start,
        {{ days_in_year('employee_years.plan_year') }} as days_in_year

    from employee_years

    inner join seeds
        on
            employee_years.workforce_key = seeds.workforce_key
            and employee_years.replicate = seeds.replicate

),

dated as (

    select
        *,
        year_start + cast(
            floor({{ person_draw('election_day') }} * days_in_year) as integer
        ) as election_day

    from drawn

),

narrowed as (

    select
        person_year_key,
        cast(
            plan_year - start_year + 2 - greatest({{ hired_in_year('person_number') }}, 1)
            as smallint
        ) as turn,

        case when election_day <= last_day then election_day end as own_date,

        cast(opening_age as smallint) as opening_age,
        cast(opening_tenure as smallint) as opening_tenure,
        cast(tenure_years as smallint) as tenure_years,
        cast(age as smallint) as age,
        cast(opening_pay as double) as opening_pay,
        {{ person_draw('later_enrollment') }} as later_enrollment_draw,
        {{ person_draw('match_seeking') }} as match_seeking_draw,
        {{ person_draw('increase_opt_out') }} as increase_draw,
        {{ person_draw('rate_change') }} as change_draw,
        {{ person_draw('sweep') }} as sweep_draw

    from dated

)

select * from narrowed
