-- One row per workforce and completed years of service on 1 January.

with

workforces as (

    select * from {{ ref('stg_workforces') }}

),

multipliers as (

    {{ banded('workforce.termination.by_tenure', 150) }}

),

spread as (

    select
        workforces.workforce_key,

        multipliers.n as tenure_years,

        cast(multipliers.value as double) as multiplier

    from workforces

    inner join multipliers
        on workforces.scenario_key = multipliers.scenario_key

)

select * from spread
