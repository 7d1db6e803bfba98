-- Scenarios that share a workforce show its people, dates, pay and headcounts, each the same.
{{ config(tags=['across']) }}

with

scenarios as (

    select * from {{ ref('stg_scenarios') }}

),

plan_years as (

    select * from {{ ref('fct_plan_years') }}

),

simulated as (

    select
        workforce_key,
        replicate,

        plan_year,

        count(*) as people,
        count(*) filter (where is_new_hire) as hires,
        count(*) filter (where not is_active) as terminations,
        sum(position_id * age) as positions,
        sum(hire_date - date '2000-01-01') as hired_on,
        sum(termination_date - date '2000-01-01') as terminated_on,
        sum(tenure_years) as tenure_years,
        sum(job_level) as job_levels,
        sum(annual_pay) as annual_pay,
        sum(gross_compensation) as gross_compensation

    from {{ ref('int_employee_years') }}

    group by 1, 2, 3

),

shown as (

    select
        scenario_id,
        replicate,

        plan_year,

        count(*) as people,
        sum(position_id * age) as positions,
        sum(hire_date - date '2000-01-01') as hired_on,
        sum(termination_date - date '2000-01-01') as terminated_on,
        sum(tenure_years) as tenure_years,
        sum(job_level) as job_levels,
        sum(annual_pay) as annual_pay

    from {{ ref('fct_workforce_snapshot') }}

    group by 1, 2, 3

),

compared as (

    select
        scenarios.scenario_id,
        simulated.*,
        plan_years.opening_headcount,
        shown.people as people_shown

    from scenarios

    inner join simulated
        on scenarios.workforce_key = simulated.workforce_key

    left join plan_years
        on
            scenarios.scenario_id = plan_years.scenario_id
            and simulated.replicate = plan_years.replicate
            and simulated.plan_year = plan_years.plan_year
            and simulated.people = plan_years.opening_headcount + plan_years.hires
            and simulated.hires = plan_years.hires
            and simulated.terminations = plan_years.terminations
            and simulated.gross_compensation = plan_years.total_compensation

    left join shown
        on
            scenarios.scenario_id = shown.scenario_id
            and simulated.replicate = shown.replicate
            and simulated.plan_year = shown.plan_year
            and simulated.people = shown.people
            and simulated.positions = shown.positions
            and simulated.hired_on = shown.hired_on
            and simulated.terminated_on is not distinct from shown.terminated_on
            and simulated.tenure_years = shown.tenure_years
            and simulated.job_levels = shown.job_levels
            and simulated.annual_pay = shown.annual_pay

)

select * from compared

where opening_headcount is null or (people_shown is null and replicate = 0)
