-- The people of the snapshot and of the contributions add up to the plan years, to the cent, in
-- all replicates whose people are kept.

with

plan_years as (

    select plan_years.*

    from {{ ref('fct_plan_years') }} as plan_years

    inner join {{ ref('stg_scenarios') }} as scenarios
        on plan_years.scenario_id = scenarios.scenario_id

    where plan_years.replicate <= scenarios.last_detailed_replicate

),

counted as (

    select
        scenario_id,
        replicate,

        plan_year,

        count(*) filter (where not is_new_hire) as opening_headcount,
        count(*) filter (where is_new_hire) as hires,
        count(termination_date) as terminations,
        count(*) filter (where is_active) as headcount,
        count(*) filter (where is_active and is_eligible) as eligible,
        count(*) filter (where is_active and is_participant) as participants,
        sum(cast(deferral_rate as decimal(9, 6))) filter (where is_active) as deferral_rates,
        sum(gross_compensation) as total_compensation,
        count(*) filter (where is_eligible and is_hce) as hce_count,
        count(*) filter (where is_eligible and not is_hce) as nhce_count

    from {{ ref('fct_workforce_snapshot') }}

    group by 1, 2, 3

),

summed as (

    select
        scenario_id,
        replicate,

        plan_year,

        sum(plan_compensation) as plan_compensation,
        sum(employee_deferral) + sum(catch_up) as employee_contributions,
        sum(employer_match) as employer_match,
        sum(employer_core) as employer_core,
        sum(employer_match) + sum(employer_core) as employer_cost,
        sum(forfeiture_share) as forfeitures_reallocated,
        sum(employer_contributions)
        - sum(employer_match) - sum(employer_core) - sum(forfeiture_share) as unexplained,
        sum(annual_additions) + sum(catch_up) as total_contributions,
        sum(forfeiture) as forfeitures

    from {{ ref('fct_contributions') }}

    group by 1, 2, 3

),

provisions as (

    select
        scenarios.scenario_id,

        provisions.plan_year,

        provisions.nets_forfeitures,
        provisions.reallocates_forfeitures

    from {{ ref('stg_plan_years') }} as provisions

    inner join {{ ref('stg_scenarios') }} as scenarios
        on provisions.scenario_key = scenarios.scenario_key

)

select plan_years.*

from plan_years

left join provisions
    on
        plan_years.scenario_id = provisions.scenario_id
        and plan_years.plan_year = provisions.plan_year

left join counted
    on
        plan_years.scenario_id = counted.scenario_id
        and plan_years.replicate = counted.replicate
        and plan_years.plan_year = counted.plan_year

left join summed
    on
        plan_years.scenario_id = summed.scenario_id
        and plan_years.replicate = summed.replicate
        and plan_years.plan_year = summed.plan_year

where
    plan_years.average_deferral_rate is distinct from
    {{ ratio('counted.deferral_rates', 'counted.participants') }}
    or plan_years.average_deferral_rate_eligible is distinct from
    {{ ratio('counted.deferral_rates', 'counted.eligible') }}
    or plan_years.net_employer_cost is distinct from plan_years.employer_cost
    - case
        when provisions.nets_forfeitures or provisions.reallocates_forfeitures
            then plan_years.forfeitures - plan_years.forfeitures_reallocated
        else 0
    end
    or summed.unexplained <> 0
    or (plan_years.forfeitures_reallocated > 0 and not provisions.reallocates_forfeitures)
    {% for column in [
        'opening_headcount', 'hires', 'terminations', 'headcount', 'eligible', 'participants',
        'total_compensation', 'hce_count', 'nhce_count',
    ] -%}
        or plan_years.{{ column }} is distinct from coalesce(counted.{{ column }}, 0)
    {% endfor %}
    {% for column in [
        'plan_compensation', 'employee_contributions', 'employer_match', 'employer_core',
        'employer_cost', 'total_contributions', 'forfeitures', 'forfeitures_reallocated',
    ] -%}
        or plan_years.{{ column }} is distinct from coalesce(summed.{{ column }}, 0)
    {% endfor %}
