-- One row per scenario, replicate and event.
--
-- Events of the workforce are the same in all scenarios that share one; they are stored once.

with

scenarios as (

    select * from {{ ref('stg_scenarios') }}

),

workforce_events as (

    select
        scenarios.scenario_id,
        scenarios.start_year,
        events.replicate,
        events.employee_id,
        events.person_number,
        events.event_code,
        events.event_type,

        events.plan_year,
        events.event_date,

        events.old_value,
        events.new_value,
        events.reason

    from {{ ref('int_workforce_events') }} as events

    inner join scenarios
        on events.workforce_key = scenarios.workforce_key

    where events.replicate <= scenarios.last_detailed_replicate

),

election_events as (

    select
        scenarios.scenario_id,
        scenarios.start_year,
        events.replicate,
        events.employee_id,
        events.person_number,
        events.event_code,
        events.event_type,

        events.plan_year,
        events.event_date,

        events.old_value,
        events.new_value,
        events.reason

    from {{ ref('int_election_events') }} as events

    inner join scenarios
        on events.scenario_key = scenarios.scenario_key

),

events as (

    select * from workforce_events
    union all
    select * from election_events

),

numbered as (

    select
        scenario_id,
        replicate,
        {{ event_id('person_number', 'plan_year', 'start_year', 'event_code') }} as event_id,
        employee_id,
        event_type,

        plan_year,
        event_date,

        old_value,
        new_value,
        reason

    from events

)

select * from numbered
