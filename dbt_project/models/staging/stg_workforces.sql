-- One row per simulated workforce.
--
-- Scenarios with the same workforce parameters, census and seed share one; any of them
-- can lend its parameters. Streams are the same whichever workforces are simulated with
-- it: there are at most 10,000 replicates.

with

scenarios as (

    select * from {{ ref('stg_scenarios') }}

),

workforces as (

    select
        workforce_key,
        workforce_id,
        census_id,
        seed,
        first_replicate,
        last_replicate,
        start_year,
        end_year,
        max(last_detailed_replicate) as last_detailed_replicate,
        min(scenario_key) as scenario_key,
        workforce_key * 10000 as first_stream

    from scenarios

    group by 1, 2, 3, 4, 5, 6, 7, 8

)

select * from workforces
