-- One row per scenario with a baseline, period, age band, tenure band and pay band with people.
--
-- People of the first replicate who are employed in both in the same year: what the employer
-- puts in for them differs, and a cent is a difference. Over the horizon those years are
-- summed. Years in which a person is in one of the two alone stand apart: all together are the
-- difference of the employer's cost.

with

-- Read twice and not kept: people of all scenarios and years fill the memory.
yearly as (

    select
        scenario_id,
        baseline_id,
        cast(plan_year as varchar) as period,

        plan_year,

        age_band,
        tenure_band,
        pay_band,
        case
            when is_in_scenario and is_in_baseline
                then employer_cents - baseline_employer_cents
        end as employer_change,
        case
            when is_in_scenario and is_in_baseline
                then employee_cents - baseline_employee_cents
        end as employee_change,
        case when not is_in_baseline then employer_cents else 0 end as only_in_scenario_cents,
        case when not is_in_scenario then baseline_employer_cents else 0 end
            as only_in_baseline_cents,

        is_in_scenario and is_in_baseline as is_in_both,
        is_in_scenario,
        is_in_baseline

    from {{ ref('int_paired_people') }}

),

over_years as (

    select
        scenario_id,
        baseline_id,
        'all' as period,

        cast(null as integer) as plan_year,

        min_by(age_band, {{ first_seen() }}) as age_band,
        min_by(tenure_band, {{ first_seen() }}) as tenure_band,
        min_by(pay_band, {{ first_seen() }}) as pay_band,
        sum(
            case
                when is_in_scenario and is_in_baseline
                    then employer_cents - baseline_employer_cents
            end
        ) as employer_change,
        sum(
            case
                when is_in_scenario and is_in_baseline
                    then employee_cents - baseline_employee_cents
            end
        ) as employee_change,
        sum(case when not is_in_baseline then employer_cents else 0 end)
            as only_in_scenario_cents,
        sum(case when not is_in_scenario then baseline_employer_cents else 0 end)
            as only_in_baseline_cents,

        bool_or(is_in_scenario and is_in_baseline) as is_in_both,
        bool_or(is_in_scenario) as is_in_scenario,
        bool_or(is_in_baseline) as is_in_baseline

    from {{ ref('int_paired_people') }}

    where has_same_horizon

    group by scenario_id, baseline_id, employee_id

),

people as (

    select * from yearly
    union all
    select * from over_years

),

counted as (

    select
        scenario_id,
        baseline_id,
        period,
        age_band,
        tenure_band,
        pay_band,

        plan_year,

        count(*) filter (where is_in_both) as people,
        count(*) filter (where is_in_both and employer_change > 0) as gainers,
        count(*) filter (where is_in_both and employer_change < 0) as losers,
        count(*) filter (where is_in_both and employer_change = 0) as unchanged,
        {{ dollars('coalesce(sum(employer_change), 0)') }} as total_change,
        {{ ratio('sum(employer_change)', '100 * count(*) filter (where is_in_both)') }}
            as mean_change,
        {{ dollars('coalesce(sum(employee_change), 0)') }} as employee_total_change,
        {{ ratio('sum(employee_change)', '100 * count(*) filter (where is_in_both)') }}
            as employee_mean_change,
        count(*) filter (where not is_in_both and is_in_scenario) as people_only_in_scenario,
        count(*) filter (where not is_in_both and is_in_baseline) as people_only_in_baseline,
        {{ dollars('sum(only_in_scenario_cents)') }} as cost_only_in_scenario,
        {{ dollars('sum(only_in_baseline_cents)') }} as cost_only_in_baseline

    from people

    group by 1, 2, 3, 4, 5, 6, 7

)

select * from counted
