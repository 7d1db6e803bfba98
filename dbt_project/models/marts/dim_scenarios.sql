-- One row per scenario.

with

scenarios as (

    select * from {{ ref('stg_scenarios') }}

),

plan_years as (

    select * from {{ ref('int_plan_years') }}

),

described as (

    select
        scenario_id,
        label,
        description,
        kind,
        tags,
        baseline_id,
        workforce_id,
        census_id,
        file,
        fingerprint,
        'completed' as status,
        seed,
        replicates,

        start_year,
        end_year,
        built_at

    from scenarios

    -- A scenario whose census has nobody that can be simulated has no results.
    where scenario_key in (select plan_years.scenario_key from plan_years)

)

select * from described
