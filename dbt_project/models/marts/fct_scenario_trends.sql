-- One row per scenario, plan year and metric: the mean over replicates.

with

metrics as (

    select * from {{ ref('int_metrics') }}

),

scenarios as (

    select * from {{ ref('stg_scenarios') }}

),

averaged as (

    select
        scenarios.scenario_id,
        metrics.metric,

        metrics.plan_year,

        metrics.unit,
        avg(metrics.value order by metrics.replicate) as value

    from metrics

    inner join scenarios
        on metrics.scenario_key = scenarios.scenario_key

    where metrics.plan_year is not null

    group by 1, 2, 3, 4

),

compared as (

    select
        *,
        value - lag(value) over (
            partition by scenario_id, metric
            order by plan_year
        ) as change,
        value / nullif(
            lag(value) over (
                partition by scenario_id, metric
                order by plan_year
            ), 0
        ) - 1 as growth_rate

    from averaged

)

select * from compared
