-- One row per scenario, plan year and service band of the match.

with

parameters as (

    select * from {{ source('inputs', 'plan_years') }}

),

bands as (

    select * from {{ source('inputs', 'match_service_bands') }}

),

yearly as (

    select
        parameters.scenario_key,
        bands.service_from,
        bands.service_to,

        parameters.plan_year

    from parameters

    inner join bands
        on parameters.scenario_key = bands.scenario_key

)

select * from yearly
