-- What people gain and lose, with those who are in one of the two alone, is the difference of the
-- employer's cost and of reallocated forfeitures in the first replicate, to the cent. Where nothing
-- differs nobody gains.

with

scenarios as (

    select * from {{ ref('dim_scenarios') }}

),

costs as (

    select
        scenario_id,
        cast(plan_year as varchar) as period,
        employer_cost + forfeitures_reallocated as employer_cost

    from {{ ref('fct_plan_years') }}

    where replicate = 0

    union all

    select
        scenario_id,
        'all' as period,
        sum(employer_cost + forfeitures_reallocated) as employer_cost

    from {{ ref('fct_plan_years') }}

    where replicate = 0

    group by 1

),

expected as (

    select
        scenarios.scenario_id,
        costs.period,

        costs.employer_cost - baseline_costs.employer_cost as delta,

        scenarios.fingerprint = baselines.fingerprint as is_the_same

    from scenarios

    inner join scenarios as baselines
        on scenarios.baseline_id = baselines.scenario_id

    inner join costs
        on scenarios.scenario_id = costs.scenario_id

    inner join costs as baseline_costs
        on
            baselines.scenario_id = baseline_costs.scenario_id
            and costs.period = baseline_costs.period

    where
        costs.period <> 'all'
        or (
            scenarios.start_year = baselines.start_year
            and scenarios.end_year = baselines.end_year
        )

),

found as (

    select
        scenario_id,
        period,

        sum(total_change) + sum(cost_only_in_scenario) - sum(cost_only_in_baseline) as delta,
        sum(people_only_in_scenario + people_only_in_baseline) as unmatched,
        sum(people - unchanged) as changed,

        bool_and(people = gainers + losers + unchanged) as is_counted

    from {{ ref('fct_gainers_losers') }}

    group by 1, 2

)

select
    expected.*,
    found.delta as found_delta

from expected

full outer join found
    on
        expected.scenario_id = found.scenario_id
        and expected.period = found.period

where
    -- A company that is empty in both has no people, and no cost.
    expected.delta is distinct from coalesce(found.delta, 0)
    or not found.is_counted
    or (expected.is_the_same and (found.changed > 0 or found.unmatched > 0))
