-- One row per workforce and replicate.
--
-- Replicate r draws with seed + r: the same in every scenario, and whichever replicates are
-- simulated together.

with

workforces as (

    select * from {{ ref('stg_workforces') }}

),

replicated as (

    select
        workforce_key,
        census_id,

        cast(unnest(range(first_replicate, last_replicate + 1)) as integer) as replicate,

        seed,
        start_year,
        end_year

    from workforces

),

seeded as (

    select
        workforce_key,
        census_id,
        replicate,

        start_year,
        end_year,

        seed + replicate as draw_seed

    from replicated

)

select * from seeded
