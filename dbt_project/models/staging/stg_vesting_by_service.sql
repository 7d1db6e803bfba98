-- One row per scenario and completed years of service.
--
-- 26 USC 411(a)(2)(B) sets the slowest schedules a plan may have.

with

parameters as (

    select * from {{ source('inputs', 'plan_years') }}

),

scenarios as (

    select * from {{ ref('stg_scenarios') }}

),

match_steps as (

    {{ banded('plan.vesting.match.graded', 150) }}

),

core_steps as (

    {{ banded('plan.vesting.core.graded', 150) }}

),

vested as (

    select
        scenarios.scenario_key,

        match_steps.n as service_years,

        {{ vested_share(
            'parameters.plan_vesting_match_schedule',
            'match_steps.n',
            'parameters.plan_vesting_match_cliff_years',
            'match_steps.value'
        ) }} as match_vested,
        {{ vested_share(
            'parameters.plan_vesting_core_schedule',
            'match_steps.n',
            'parameters.plan_vesting_core_cliff_years',
            'core_steps.value'
        ) }} as core_vested

    from scenarios

    inner join parameters
        on
            scenarios.scenario_key = parameters.scenario_key
            and scenarios.start_year = parameters.plan_year

    inner join match_steps
        on scenarios.scenario_key = match_steps.scenario_key

    inner join core_steps
        on
            scenarios.scenario_key = core_steps.scenario_key
            and match_steps.n = core_steps.n

)

select * from vested
