-- What the year began with and what its events say give what the snapshot shows: hires,
-- departures, pay, eligibility, participants and deferral rates.

with

scenarios as (

    select * from {{ ref('stg_scenarios') }}

),

snapshots as (

    select
        scenario_id,
        replicate,

        plan_year,

        count(*) filter (where is_new_hire) as hires,
        count(*) filter (where not is_active) as terminations,
        sum(annual_pay) as pay,
        coalesce(sum(annual_pay) filter (where is_active), 0) as closing_pay,
        count(*) filter (where is_eligible) as eligible,
        count(*) filter (where is_eligible and is_active) as closing_eligible,
        count(*) filter (where is_participant) as participants,
        count(*) filter (where is_participant and is_active) as closing_participants,
        sum(cast(deferral_rate as decimal(9, 6))) as rates,
        coalesce(sum(cast(deferral_rate as decimal(9, 6))) filter (where is_active), 0)
            as closing_rates

    from {{ ref('fct_workforce_snapshot') }}

    group by 1, 2, 3

),

changes as (

    select
        scenario_id,
        replicate,
        event_type,

        plan_year,

        count(*) as events,
        coalesce(sum(new_value), 0) - coalesce(sum(old_value), 0) as change,
        sum(old_value) as old_values,
        count(*) filter (where event_type = 'deferral_change' and new_value = 0) as stopped,
        count(*) filter (where extract(year from event_date) <> plan_year) as misdated

    from {{ ref('fct_yearly_events') }}

    group by 1, 2, 3, 4

),

events as (

    select
        scenario_id,
        replicate,

        plan_year,

        sum(events) filter (where event_type = 'hire') as hires,
        sum(events) filter (where event_type = 'termination') as terminations,
        sum(change) filter (where event_type in ('hire', 'raise')) as pay_change,
        sum(old_values) filter (where event_type = 'termination') as pay_lost,
        sum(events) filter (where event_type = 'eligibility') as eligible,
        coalesce(sum(events) filter (where event_type = 'enrollment'), 0) - sum(stopped)
            as enrolled,
        sum(change) filter (where event_type in ('enrollment', 'deferral_change')) as rate_change,
        sum(events) filter (where event_type = 'promotion') as promotions,
        sum(change) filter (where event_type = 'promotion') as levels,
        sum(misdated) as misdated,
        count(*) filter (
            where event_type not in (
                'hire', 'termination', 'promotion', 'raise',
                'eligibility', 'enrollment', 'opt_out', 'deferral_change'
            )
        ) as unknown

    from changes

    group by 1, 2, 3

),

-- What the first year begins with is in no snapshot: pay as in the census, elections as brought.
censuses as (

    select
        census_id,
        sum(annual_pay) as pay

    from {{ ref('stg_employees') }}

    group by 1

),

first_elections as (

    select
        scenarios.scenario_id,

        count(*) filter (where elections.entry_date < make_date(scenarios.start_year, 1, 1))
            as eligible,
        count(*) filter (where elections.prior_rate > 0) as participants,
        sum(elections.prior_rate) as rates

    from {{ ref('int_elections') }} as elections

    inner join scenarios
        on
            elections.scenario_key = scenarios.scenario_key
            and elections.plan_year = scenarios.start_year

    inner join {{ ref('int_employee_years') }} as employee_years
        on elections.person_year_key = employee_years.person_year_key

    where employee_years.replicate = 0

    group by 1

),

opened as (

    select
        snapshots.*,
        lag(snapshots.closing_pay, 1, censuses.pay) over by_year as opening_pay,
        lag(snapshots.closing_eligible, 1, first_elections.eligible) over by_year
            as opening_eligible,
        lag(snapshots.closing_participants, 1, first_elections.participants) over by_year
            as opening_participants,
        lag(snapshots.closing_rates, 1, first_elections.rates) over by_year as opening_rates

    from snapshots

    inner join scenarios
        on snapshots.scenario_id = scenarios.scenario_id

    inner join censuses
        on scenarios.census_id = censuses.census_id

    inner join first_elections
        on snapshots.scenario_id = first_elections.scenario_id

    window by_year as (
        partition by snapshots.scenario_id, snapshots.replicate
        order by snapshots.plan_year
    )

)

select opened.*

from opened

left join events
    on
        opened.scenario_id = events.scenario_id
        and opened.replicate = events.replicate
        and opened.plan_year = events.plan_year

where
    opened.hires <> coalesce(events.hires, 0)
    or opened.terminations <> coalesce(events.terminations, 0)
    or opened.pay <> opened.opening_pay + coalesce(events.pay_change, 0)
    or opened.pay <> opened.closing_pay + coalesce(events.pay_lost, 0)
    or opened.eligible <> opened.opening_eligible + coalesce(events.eligible, 0)
    or opened.participants <> opened.opening_participants + coalesce(events.enrolled, 0)
    or opened.rates <> opened.opening_rates + coalesce(events.rate_change, 0)
    or coalesce(events.promotions, 0) <> coalesce(events.levels, 0)
    or events.misdated > 0
    or events.unknown > 0
