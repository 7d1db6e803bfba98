-- One row per scenario with a baseline, period and metric.
--
-- Differences are taken replicate by replicate: both scenarios see the same people and the
-- same draws, so that what differs is the scenario's doing. With two replicates or more the
-- mean difference has a standard error and a 95 % interval of Student's t; not if the two
-- have another census, seed or first year, because then they are not the same people.

with

metrics as (

    select * from {{ ref('int_metrics') }}

),

scenarios as (

    select * from {{ ref('stg_scenarios') }}

),

quantiles as (

    select * from {{ ref('t_quantiles') }}

),

paired as (

    select
        scenarios.scenario_id,
        scenarios.baseline_id,
        metrics.replicate,
        metrics.period,
        metrics.metric,

        metrics.plan_year,

        metrics.unit,
        metrics.value,
        baseline_metrics.value as baseline_value,
        round(
            metrics.value - baseline_metrics.value,
            case when metrics.unit = 'rate' then 12 else 6 end
        ) as delta,

        not coalesce(
            scenarios.census_id <> baselines.census_id
            or scenarios.seed <> baselines.seed
            or scenarios.start_year <> baselines.start_year, false
        ) as is_paired

    from scenarios

    inner join scenarios as baselines
        on scenarios.baseline_key = baselines.scenario_key

    inner join metrics
        on scenarios.scenario_key = metrics.scenario_key

    inner join metrics as baseline_metrics
        on
            baselines.scenario_key = baseline_metrics.scenario_key
            and metrics.replicate = baseline_metrics.replicate
            and metrics.period = baseline_metrics.period
            and metrics.metric = baseline_metrics.metric

    where
        metrics.period <> 'all'
        or (
            scenarios.start_year = baselines.start_year
            and scenarios.end_year = baselines.end_year
        )

),

averaged as (

    select
        scenario_id,
        baseline_id,
        period,
        metric,

        plan_year,

        unit,
        avg(baseline_value order by replicate) as baseline_value,
        avg(value order by replicate) as value,
        avg(delta order by replicate) as delta,
        case
            when bool_and(is_paired)
                then stddev_samp(delta order by replicate) / sqrt(count(delta))
        end as standard_error,
        avg(case when delta > 0 then 1.0 when delta <= 0 then 0.0 end) as share_positive,
        count(delta) as replicates

    from paired

    group by 1, 2, 3, 4, 5, 6

),

bounded as (

    select
        averaged.*,
        averaged.delta / nullif(abs(averaged.baseline_value), 0) as delta_percent,
        averaged.delta - quantiles.quantile * averaged.standard_error as ci_low,
        averaged.delta + quantiles.quantile * averaged.standard_error as ci_high

    from averaged

    left join quantiles
        on least(averaged.replicates - 1, 200) = quantiles.degrees_of_freedom

),

ranked as (

    select
        scenario_id,
        baseline_id,
        period,
        metric,

        plan_year,

        unit,
        baseline_value,
        value,
        delta,
        delta_percent,
        standard_error,
        ci_low,
        ci_high,
        share_positive,
        cast(replicates as integer) as replicates,
        cast(
            row_number() over (
                partition by scenario_id, period
                order by
                    delta_percent is null and delta <> 0 desc,
                    abs(delta_percent) desc nulls last,
                    metric
            ) as integer
        ) as impact_rank

    from bounded

)

select * from ranked
