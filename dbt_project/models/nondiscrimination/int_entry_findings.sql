-- One row per scenario and plan year: whether the entry dates keep people out for too long.
--
-- The finding is the longest delay within a year; null where nobody enters too late.

with

parameters as (

    select * from {{ source('inputs', 'plan_years') }}

),

delays as (

    select * from {{ ref('int_entry_delays') }}

    where is_late

),

latest as (

    select
        entry_schedule,
        lead_months,
        max_by(requirements_met, entry_date - latest_entry_date) as requirements_met,
        max_by(entry_date, entry_date - latest_entry_date) as entry_date,
        max_by(latest_entry_date, entry_date - latest_entry_date) as latest_entry_date

    from delays

    group by 1, 2

),

judged as (

    select
        parameters.scenario_key,
        'entry_dates' as check_name,

        parameters.plan_year,

        cast(null as varchar) as exemption,
        case
            when count(latest.entry_date) > 0
                then
                    'who is 21 and has served a year on ' || min(latest.requirements_met)
                    || ' enters on ' || min(latest.entry_date) || ', after '
                    || min(latest.latest_entry_date)
        end as finding

    from parameters

    left join latest
        on
            parameters.plan_eligibility_entry = latest.entry_schedule
            and (
                latest.lead_months = 12 - parameters.plan_eligibility_service_months
                or latest.lead_months = 12 * (21 - parameters.plan_eligibility_minimum_age)
            )

    group by 1, 2, 3

)

select * from judged
