-- One row per entry schedule, lead and day on which the law's conditions are met.
--
-- Who has met age 21 and a year of service, or two of match and core, must enter by the
-- next plan year or within six months, whichever is first: 26 USC 410(a)(4). A plan that
-- asks for less has its conditions met earlier, by the lead: somebody young by that of
-- age, somebody new by that of service. Plans let in on firsts of months, so that the
-- second day of a month waits longest.

with

leads as (

    select distinct
        entry_schedule,
        lead_months

    from {{ ref('int_entry_leads') }}

),

months as (

    select cast(unnest(range(1, 13)) as integer) as month_number

),

days as (

    select make_date(2026, month_number, 2) as requirements_met from months
    union all
    select last_day(make_date(2026, month_number, 1)) as requirements_met from months

),

met as (

    select
        leads.entry_schedule,
        leads.lead_months,

        days.requirements_met

    from leads

    cross join days

),

entered as (

    select
        *,
        {{ next_entry_date(plus_months('requirements_met', '-lead_months'), 'entry_schedule') }}
            as entry_date,
        least(
            make_date(extract(year from requirements_met) + 1, 1, 1),
            cast(requirements_met + interval '6 months' as date)
        ) as latest_entry_date

    from met

),

compared as (

    select
        *,

        entry_date > latest_entry_date as is_late

    from entered

)

select * from compared
