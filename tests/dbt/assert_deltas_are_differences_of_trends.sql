-- Every metric of every year that a scenario shares with its baseline is compared; the delta
-- is the difference of the two trends and lies within its interval.

with

scenarios as (

    select * from {{ ref('dim_scenarios') }}

),

trends as (

    select * from {{ ref('fct_scenario_trends') }}

),

deltas as (

    select * from {{ ref('fct_scenario_deltas') }}

),

expected as (

    select
        scenarios.scenario_id,
        trends.metric,

        trends.plan_year,

        trends.value,
        baseline_trends.value as baseline_value,
        scenarios.replicates,

        scenarios.replicates = baselines.replicates as is_paired

    from scenarios

    inner join scenarios as baselines
        on scenarios.baseline_id = baselines.scenario_id

    inner join trends
        on scenarios.scenario_id = trends.scenario_id

    inner join trends as baseline_trends
        on
            baselines.scenario_id = baseline_trends.scenario_id
            and trends.metric = baseline_trends.metric
            and trends.plan_year = baseline_trends.plan_year

)

select
    expected.scenario_id,
    expected.metric,

    expected.plan_year,

    deltas.baseline_value,
    deltas.value,
    deltas.delta,
    deltas.ci_low,
    deltas.ci_high

from expected

left join deltas
    on
        expected.scenario_id = deltas.scenario_id
        and expected.metric = deltas.metric
        and expected.plan_year = deltas.plan_year

where
    deltas.scenario_id is null
    or (
        expected.is_paired and (
            deltas.value is distinct from expected.value
            or deltas.baseline_value is distinct from expected.baseline_value
        )
    )
    -- Differences are rounded at the sixth decimal, those of rates at the twelfth.
    or (
        deltas.replicates = expected.replicates
        and abs(deltas.value - deltas.baseline_value - deltas.delta)
        > 1e-12 + 1e-13 * greatest(abs(deltas.value), abs(deltas.baseline_value))
    )
    or deltas.delta not between deltas.ci_low and deltas.ci_high
    or deltas.share_positive not between 0 and 1
