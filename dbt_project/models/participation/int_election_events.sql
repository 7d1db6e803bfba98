-- One row per scenario, replicate whose people are kept, and event: eligibility and elections.

with

happened as (

    select
        elections.*,
        provisions.year_start

    from {{ ref('int_elections') }} as elections

    inner join {{ ref('stg_plan_years') }} as provisions
        on
            elections.scenario_key = provisions.scenario_key
            and elections.plan_year = provisions.plan_year

    where
        elections.entry_date between provisions.year_start and provisions.year_end
        or elections.election_date is not null
        or elections.increases_stopped_in = elections.plan_year
        or elections.opening_rate <> elections.prior_rate

),

elections as (

    select
        happened.scenario_key,
        employee_years.replicate,
        employees.employee_id,
        employee_years.person_number,

        employee_years.plan_year,
        happened.year_start,
        employee_years.last_day,
        happened.entry_date,
        happened.election_date,
        happened.increases_stopped_in,

        happened.prior_rate,
        happened.opening_rate,
        happened.deferral_rate,
        {{ election_reason_name('happened.reason_number') }} as election_reason

    from happened

    inner join {{ ref('int_employee_years') }} as employee_years
        on happened.person_year_key = employee_years.person_year_key

    inner join {{ ref('int_employees') }} as employees
        on
            employee_years.workforce_key = employees.workforce_key
            and employee_years.replicate = employees.replicate
            and employee_years.person_number = employees.person_number

),

events as (

    select
        scenario_key,
        replicate,
        employee_id,
        person_number,
        unnest([6, 7, 8, 9, 10]) as event_code,

        plan_year,
        year_start,
        last_day,
        entry_date,
        election_date,
        increases_stopped_in,

        prior_rate,
        opening_rate,
        deferral_rate,
        election_reason

    from elections

),

described as (

    select
        scenario_key,
        replicate,
        employee_id,
        person_number,
        event_code,
        case event_code
            when 6 then 'eligibility'
            when 7 then 'enrollment'
            when 8 then 'opt_out'
            when 9 then 'deferral_change'
            when 10 then 'deferral_change'
        end as event_type,

        plan_year,
        case event_code
            when 6 then entry_date
            when 9 then year_start
            else coalesce(election_date, year_start)
        end as event_date,

        cast(
            case event_code
                when 7 then prior_rate
                when 9 then prior_rate
                when 10 then opening_rate
            end as decimal(18, 6)
        ) as old_value,
        cast(
            case event_code
                when 7 then deferral_rate
                when 9 then opening_rate
                when 10 then deferral_rate
            end as decimal(18, 6)
        ) as new_value,
        case event_code
            when 6 then 'entry'
            when 8
                then
                    case
                        when increases_stopped_in = plan_year then 'increase'
                        else 'opt_out'
                    end
            when 9 then 'increase'
            else election_reason
        end as reason

    from events

    where
        (event_code = 6 and entry_date between year_start and last_day)
        or (event_code = 7 and prior_rate = 0 and deferral_rate > 0)
        or (
            event_code = 8
            and (
                increases_stopped_in = plan_year
                or (election_date is not null and election_reason = 'opt_out')
            )
        )
        or (event_code = 9 and prior_rate > 0 and opening_rate <> prior_rate)
        or (event_code = 10 and prior_rate > 0 and deferral_rate <> opening_rate)

)

select * from described
