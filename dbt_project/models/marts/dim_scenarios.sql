-- One row per scenario.

with

scenarios as (

    select * from {{ ref('stg_scenarios') }}

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

)

select * from described
