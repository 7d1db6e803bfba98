-- One row per scenario.

with

scenarios as (

    select * from {{ source('inputs', 'scenarios') }}

),

keyed as (

    select
        scenarios.scenario_key,
        scenarios.scenario_id,
        scenarios.label,
        scenarios.description,
        scenarios.kind,
        scenarios.tags,
        scenarios.baseline_id,
        baseline.scenario_key as baseline_key,
        scenarios.file,
        scenarios.census_id,
        scenarios.workforce_key,
        scenarios.workforce_id,
        scenarios.fingerprint,
        scenarios.built_at,
        scenarios.seed,
        scenarios.replicates,
        scenarios.first_replicate,
        scenarios.last_replicate,
        scenarios.last_detailed_replicate,

        scenarios.start_year,
        scenarios.end_year

    from scenarios

    left join scenarios as baseline
        on scenarios.baseline_id = baseline.scenario_id

)

select * from keyed
