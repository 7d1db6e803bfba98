-- The headcount on 31 December is the number of open positions, in every year and replicate;
-- while hiring is frozen, at most that.

with

scenarios as (

    select
        *,
        unnest(range(first_replicate, last_replicate + 1)) as replicate

    from {{ ref('stg_scenarios') }}

),

workforce_years as (

    select * from {{ ref('stg_workforce_years') }}

),

plan_years as (

    select * from {{ ref('fct_plan_years') }}

),

compared as (

    select
        scenarios.scenario_id,
        scenarios.replicate,

        workforce_years.plan_year,

        workforce_years.positions_open,
        plan_years.headcount,

        workforce_years.is_hiring_frozen

    from scenarios

    inner join workforce_years
        on scenarios.workforce_key = workforce_years.workforce_key

    left join plan_years
        on
            scenarios.scenario_id = plan_years.scenario_id
            and scenarios.replicate = plan_years.replicate
            and workforce_years.plan_year = plan_years.plan_year

)

select * from compared

where
    headcount is null
    or headcount > positions_open
    or (headcount < positions_open and not is_hiring_frozen)
