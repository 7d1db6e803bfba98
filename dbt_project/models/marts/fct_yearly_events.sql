-- One row per scenario, replicate and event.

with

workforce_events as (

    select * from {{ ref('int_workforce_events') }}

),

election_events as (

    select * from {{ ref('int_election_events') }}

),

scenarios as (

    select * from {{ ref('stg_scenarios') }}

),

employees as (

    select * from {{ ref('int_employees') }}

),

events as (

    select
        scenarios.scenario_key,
        workforce_events.person_number,
        workforce_events.event_code,
        workforce_events.event_type,

        workforce_events.plan_year,
        workforce_events.event_date,

        cast(workforce_events.old_value as decimal(18, 6)) as old_value,
        cast(workforce_events.new_value as decimal(18, 6)) as new_value,
        workforce_events.reason

    from workforce_events

    inner join scenarios
        on workforce_events.workforce_key = scenarios.workforce_key

    union all

    select
        scenario_key,
        person_number,
        event_code,
        event_type,

        plan_year,
        event_date,

        cast(old_value as decimal(18, 6)) as old_value,
        cast(new_value as decimal(18, 6)) as new_value,
        reason

    from election_events

),

listed as (

    select
        scenarios.scenario_id,
        0 as replicate,
        {{ event_id(
            'events.person_number', 'events.plan_year', 'scenarios.start_year', 'events.event_code'
        ) }} as event_id,
        employees.employee_id,
        events.event_type,

        events.plan_year,
        events.event_date,

        events.old_value,
        events.new_value,
        events.reason

    from events

    inner join scenarios
        on events.scenario_key = scenarios.scenario_key

    inner join employees
        on
            scenarios.workforce_key = employees.workforce_key
            and events.person_number = employees.person_number

)

select * from listed
