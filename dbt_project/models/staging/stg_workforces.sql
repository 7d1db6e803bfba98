-- One row per simulated workforce.
--
-- Scenarios with the same workforce parameters, census and seed share one; any of them
-- can lend its parameters.

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
        replicates,
        start_year,
        end_year,
        min(scenario_key) as scenario_key,
        sum(replicates) over (order by workforce_key) - replicates as first_stream

    from scenarios

    group by 1, 2, 3, 4, 5, 6, 7

)

select * from workforces
