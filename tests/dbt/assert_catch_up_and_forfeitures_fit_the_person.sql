-- Only those of 50 and over catch up, only those of 60 to 63 by the higher limit, and only
-- leavers forfeit.

with

scenarios as (

    select * from {{ ref('stg_scenarios') }}

),

employee_years as (

    select * from {{ ref('int_employee_years') }}

),

limits as (

    select * from {{ ref('stg_statutory_limits') }}

),

contributed as (

    select
        scenario_key,
        replicate,
        person_number,

        plan_year,

        catch_up,
        0 as forfeiture

    from {{ ref('int_contributions') }}

    where catch_up > 0

    union all

    select
        scenario_key,
        replicate,
        person_number,

        plan_year,

        0 as catch_up,
        forfeiture

    from {{ ref('int_forfeitures') }}

),

fitted as (

    select
        contributed.*,
        employee_years.age,
        limits.catch_up as catch_up_limit,

        employee_years.is_active

    from contributed

    inner join scenarios
        on contributed.scenario_key = scenarios.scenario_key

    inner join employee_years
        on
            scenarios.workforce_key = employee_years.workforce_key
            and contributed.replicate = employee_years.replicate
            and contributed.person_number = employee_years.person_number
            and contributed.plan_year = employee_years.plan_year

    inner join limits
        on
            contributed.scenario_key = limits.scenario_key
            and contributed.plan_year = limits.plan_year

)

select * from fitted

where
    (catch_up > 0 and age < 50)
    or (catch_up > catch_up_limit and age not between 60 and 63)
    or (forfeiture > 0 and is_active)
