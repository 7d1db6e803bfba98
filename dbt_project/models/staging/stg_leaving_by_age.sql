-- One row per workforce and completed years of age on 1 January.
--
-- The multipliers are scaled so that the census leaves at the base rate overall in the
-- first year, unless the user asked for the plain product.

with

workforces as (

    select * from {{ ref('stg_workforces') }}

),

scales as (

    select * from {{ ref('stg_leaving_scales') }}

),

multipliers as (

    {{ banded('workforce.termination.by_age', 150) }}

),

retirement as (

    {{ banded('workforce.retirement_rate', 150) }}

),

spread as (

    select
        workforces.workforce_key,

        multipliers.n as age,

        multipliers.value * scales.scale as multiplier,
        cast(retirement.value as double) as retirement_rate

    from workforces

    inner join multipliers
        on workforces.scenario_key = multipliers.scenario_key

    inner join retirement
        on
            multipliers.scenario_key = retirement.scenario_key
            and multipliers.n = retirement.n

    inner join scales
        on workforces.workforce_key = scales.workforce_key

)

select * from spread
