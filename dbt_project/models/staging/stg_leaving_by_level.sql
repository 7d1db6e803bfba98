-- One row per workforce and job level.

with

workforces as (

    select * from {{ ref('stg_workforces') }}

),

multipliers as (

    {{ banded('workforce.termination.by_level', 20) }}

),

spread as (

    select
        workforces.workforce_key,

        multipliers.n as job_level,

        cast(multipliers.value as double) as multiplier

    from workforces

    inner join multipliers
        on workforces.scenario_key = multipliers.scenario_key

)

select * from spread
