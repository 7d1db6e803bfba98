-- One row per workforce and job level. Multiples of the rates of leaving and promotion.

with

workforces as (

    select * from {{ ref('stg_workforces') }}

),

leaving as (

    {{ banded('workforce.termination.by_level', 20) }}

),

promotion as (

    {{ banded('workforce.promotion.by_level', 20) }}

),

spread as (

    select
        workforces.workforce_key,

        leaving.n as job_level,

        cast(leaving.value as double) as leaving_multiplier,
        cast(promotion.value as double) as promotion_multiplier

    from workforces

    inner join leaving
        on workforces.scenario_key = leaving.scenario_key

    inner join promotion
        on
            leaving.scenario_key = promotion.scenario_key
            and leaving.n = promotion.n

)

select * from spread
