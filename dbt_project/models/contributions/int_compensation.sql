-- One row per scenario, replicate, plan year and employee employed at any time in it.
--
-- Pay counts from the entry date on (or for the whole year, where the plan says so), up to
-- the limit of 26 USC 401(a)(17), which is not reduced for part of a year: 26 CFR
-- 1.401(a)(17)-1(b)(3)(iii)(B).

with

elections as (

    select * from {{ ref('int_elections') }}

),

employee_years as (

    select * from {{ ref('int_employee_years') }}

),

provisions as (

    select * from {{ ref('stg_plan_years') }}

),

limits as (

    select * from {{ ref('stg_statutory_limits') }}

),

joined as (

    select
        elections.scenario_key,
        employee_years.workforce_key,
        employee_years.replicate,
        employee_years.person_number,

        employee_years.plan_year,
        provisions.year_start,
        provisions.year_end,
        provisions.days_in_year,
        elections.entry_date,
        elections.election_date,
        employee_years.hire_date,
        employee_years.termination_date,
        employee_years.first_day,
        employee_years.last_day,
        coalesce(employee_years.raise_date, provisions.year_start) as raise_date,

        elections.opening_rate,
        elections.deferral_rate,
        {{ election_reason_name('elections.reason_number') }} as election_reason,
        employee_years.opening_pay,
        employee_years.annual_pay,
        employee_years.gross_compensation,
        employee_years.prior_compensation,
        employee_years.age,
        employee_years.tenure_years,
        provisions.match_maximum,
        provisions.core_rate,
        limits.compensation as compensation_limit,
        limits.elective_deferral as elective_deferral_limit,
        limits.catch_up as catch_up_limit,
        limits.super_catch_up as super_catch_up_limit,
        limits.annual_additions as annual_additions_limit,
        prior_limits.hce_compensation,

        employee_years.is_active,
        employee_years.is_new_hire,
        elections.entry_date <= employee_years.last_day as is_eligible,
        provisions.allows_catch_up,
        provisions.allows_super_catch_up,
        provisions.is_safe_harbor,
        provisions.counts_whole_year

    from elections

    inner join employee_years
        on elections.person_year_key = employee_years.person_year_key

    inner join provisions
        on
            elections.scenario_key = provisions.scenario_key
            and elections.plan_year = provisions.plan_year

    inner join limits
        on
            elections.scenario_key = limits.scenario_key
            and elections.plan_year = limits.plan_year

    inner join limits as prior_limits
        on
            elections.scenario_key = prior_limits.scenario_key
            and elections.plan_year - 1 = prior_limits.plan_year

),

earned as (

    select
        *,
        case
            when not is_eligible then 0
            else {{ pay_earned(
                'opening_pay',
                'annual_pay',
                'raise_date',
                'greatest(first_day, entry_date)',
                'last_day',
                'days_in_year'
            ) }}
        end as eligible_compensation,
        case
            when election_date is null then 0
            else {{ pay_earned(
                'opening_pay',
                'annual_pay',
                'raise_date',
                'greatest(first_day, election_date)',
                'last_day',
                'days_in_year'
            ) }}
        end as elected_compensation

    from joined

),

capped as (

    select
        *,
        case
            when is_eligible
                then least(
                    compensation_limit,
                    case
                        when counts_whole_year then gross_compensation
                        else eligible_compensation
                    end
                )
            else 0
        end as plan_compensation,
        prior_compensation > hce_compensation as is_hce,
        is_eligible and deferral_rate > 0 as is_participant

    from earned

)

select * from capped
