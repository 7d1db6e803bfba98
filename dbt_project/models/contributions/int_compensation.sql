-- One row per scenario, replicate, plan year and employee employed at any time in it.
--
-- Pay counts from the entry date on (or for the whole year, where the plan says so), up to
-- the limit of 26 USC 401(a)(17), which is not reduced for part of a year: 26 CFR
-- 1.401(a)(17)-1(b)(3)(iii)(B). Match and core count it from an entry of their own, if there is
-- one, and deferrals are matched from then on.

with

elections as (

    select
        scenario_key,
        person_year_key,

        entry_date,
        election_date,

        opening_rate,
        deferral_rate,
        {{ election_reason_name('reason_number') }} as election_reason

    from {{ ref('int_elections') }}

),

employee_years as (

    select * from {{ ref('int_employee_years') }}

),

terms as (

    select * from {{ ref('stg_contribution_terms') }}

),

employer_entries as (

    select * from {{ ref('int_employer_entries') }}

),

part_time as (

    select * from {{ ref('int_positions') }}

    where hours_per_week <> 40

),

owners as (

    select * from {{ ref('stg_census_accounts') }}

    where ownership > 0.05

),

top_paid_groups as (

    select * from {{ ref('int_top_paid_groups') }}

),

joined as (

    select
        {{ all_but('elections', ['person_year_key']) }},
        {{ all_but('employee_years', ['raise_date']) }},
        {{ all_but('terms', ['scenario_key', 'plan_year', 'hce_compensation']) }},
        coalesce(employee_years.raise_date, terms.year_start) as raise_date,

        greatest(terms.hce_compensation, coalesce(top_paid_groups.compensation_below, 0))
            as hce_compensation,
        coalesce(employer_entries.employer_entry_date, elections.entry_date)
            as employer_entry_date,
        coalesce(part_time.hours_per_week, 40) as hours_per_week,

        employer_entries.employer_entry_date is not null as has_employer_entry,
        coalesce(employer_entries.is_long_term_part_time, false) as is_long_term_part_time,
        elections.entry_date <= employee_years.last_day as is_eligible,
        owners.person_number is not null as is_owner

    from elections

    inner join employee_years
        on elections.person_year_key = employee_years.person_year_key

    inner join terms
        on
            elections.scenario_key = terms.scenario_key
            and employee_years.plan_year = terms.plan_year

    left join employer_entries
        on
            elections.scenario_key = employer_entries.scenario_key
            and employee_years.replicate = employer_entries.replicate
            and employee_years.person_number = employer_entries.person_number

    left join part_time
        on
            employee_years.workforce_key = part_time.workforce_key
            and employee_years.replicate = part_time.replicate
            and employee_years.position_id = part_time.position_id

    left join owners
        on
            employee_years.workforce_key = owners.workforce_key
            and employee_years.person_number = owners.person_number

    left join top_paid_groups
        on
            elections.scenario_key = top_paid_groups.scenario_key
            and employee_years.replicate = top_paid_groups.replicate
            and employee_years.plan_year = top_paid_groups.plan_year

),

earned as (

    select
        *,
        case
            when is_eligible then {{ pay_earned_from('entry_date') }} else 0
        end as eligible_compensation,
        case
            when election_date is null then 0 else {{ pay_earned_from('election_date') }}
        end as elected_compensation,

        employer_entry_date <= last_day as is_employer_eligible

    from joined

),

capped as (

    select
        *,
        case
            when not is_eligible then 0
            when counts_whole_year then least(compensation_limit, gross_compensation)
            else least(compensation_limit, eligible_compensation)
        end as plan_compensation,
        is_owner or prior_compensation > hce_compensation as is_hce,
        is_eligible and deferral_rate > 0 as is_participant

    from earned

),

shared as (

    select
        *,
        case
            when not has_employer_entry then plan_compensation
            when not is_employer_eligible then 0
            when counts_whole_year then least(compensation_limit, gross_compensation)
            else least(compensation_limit, {{ pay_earned_from('employer_entry_date') }})
        end as employer_compensation,
        case
            when not has_employer_entry then eligible_compensation
            when not is_employer_eligible then 0
            when counts_whole_year or not is_eligible then eligible_compensation
            else {{ pay_earned_from('greatest(entry_date, employer_entry_date)') }}
        end as matched_compensation,
        case
            when not has_employer_entry or election_date is null then elected_compensation
            when not is_employer_eligible then 0
            when counts_whole_year then elected_compensation
            else {{ pay_earned_from('greatest(election_date, employer_entry_date)') }}
        end as matched_elected_compensation

    from capped

)

select * from shared
