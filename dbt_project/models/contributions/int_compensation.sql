-- One row per scenario, replicate, plan year and employee employed at any time in it.
--
-- Pay counts from the entry date on (or for the whole year, where the plan says so), up to
-- the limit of 26 USC 401(a)(17), which is not reduced for part of a year: 26 CFR
-- 1.401(a)(17)-1(b)(3)(iii)(B).

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

        elections.entry_date <= employee_years.last_day as is_eligible,
        owners.person_number is not null as is_owner

    from elections

    inner join employee_years
        on elections.person_year_key = employee_years.person_year_key

    inner join terms
        on
            elections.scenario_key = terms.scenario_key
            and employee_years.plan_year = terms.plan_year

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
        end as elected_compensation

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

)

select * from capped
