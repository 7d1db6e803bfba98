-- Opening headcount, hires and departures give the headcount on 31 December, which is the
-- next year's opening headcount; the first year opens with the census. Positions are those of
-- the first replicate and of all others that are kept.

with

plan_years as (

    select * from {{ ref('fct_plan_years') }}

),

scenarios as (

    select * from {{ ref('stg_scenarios') }}

),

-- One year more than plan years: the last year's end is the next one's beginning.
position_years as (

    select
        workforce_key,
        replicate,

        plan_year,

        count(hire_date) as people

    from {{ ref('int_position_years') }}

    group by 1, 2, 3

),

replicates as (

    select distinct
        workforce_key,
        replicate,

        true as has_positions

    from position_years

),

censuses as (

    select
        census_id,
        count(*) as people

    from {{ ref('stg_employees') }}

    group by 1

),

compared as (

    select
        plan_years.scenario_id,
        plan_years.replicate,

        plan_years.plan_year,

        plan_years.opening_headcount,
        plan_years.hires,
        plan_years.terminations,
        plan_years.headcount,
        opened.people as opened_with,
        closed.people as closed_with,
        replicates.has_positions,
        lag(plan_years.headcount, 1, censuses.people) over (
            partition by plan_years.scenario_id, plan_years.replicate
            order by plan_years.plan_year
        ) as prior_headcount

    from plan_years

    inner join scenarios
        on plan_years.scenario_id = scenarios.scenario_id

    inner join censuses
        on scenarios.census_id = censuses.census_id

    left join replicates
        on
            scenarios.workforce_key = replicates.workforce_key
            and plan_years.replicate = replicates.replicate

    left join position_years as opened
        on
            scenarios.workforce_key = opened.workforce_key
            and plan_years.replicate = opened.replicate
            and plan_years.plan_year = opened.plan_year

    left join position_years as closed
        on
            scenarios.workforce_key = closed.workforce_key
            and plan_years.replicate = closed.replicate
            and plan_years.plan_year + 1 = closed.plan_year

)

select * from compared

where
    opening_headcount + hires - terminations <> headcount
    or opening_headcount <> prior_headcount
    or (
        (has_positions or replicate = 0)
        and (
            opening_headcount is distinct from opened_with
            or headcount is distinct from closed_with
        )
    )
