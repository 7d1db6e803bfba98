-- One row per scenario and plan year: whether the entry dates keep people out for too long.
--
-- The finding is the longest delay within a year; null where nobody enters too late.

with

leads as (

    select * from {{ ref('int_entry_leads') }}

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

parts as (

    select
        leads.scenario_key,
        leads.part,

        leads.plan_year,

        max(leads.service_years) as service_years,
        min(latest.requirements_met) as requirements_met,
        min(latest.entry_date) as entry_date,
        min(latest.latest_entry_date) as latest_entry_date

    from leads

    left join latest
        on
            leads.entry_schedule = latest.entry_schedule
            and leads.lead_months = latest.lead_months

    group by 1, 2, 3

),

worded as (

    select
        *,
        'who is 21 and has served '
        || case when service_years = 1 then 'a year' else 'two years' end
        || ' on ' || requirements_met || ' ' || part || ' on ' || entry_date || ', after '
        || latest_entry_date as finding

    from parts

),

judged as (

    select
        scenario_key,
        'entry_dates' as check_name,

        plan_year,

        cast(null as varchar) as exemption,
        string_agg(finding, '; ' order by part) as finding

    from worded

    group by 1, 2, 3

)

select * from judged
