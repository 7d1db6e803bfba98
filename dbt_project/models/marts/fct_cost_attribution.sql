-- One row per scenario with a baseline, period and driver of cost.
--
-- The difference of the employer's cost, in the parts that headcount, pay, participation,
-- deferral rates and the formula of match and core have in it; they sum to it. With two
-- replicates or more a part has a standard error and a 95 % interval of Student's t, like the
-- difference itself.

with

parts as (

    select * from {{ ref('int_cost_parts') }}

),

compared as (

    select * from {{ ref('int_compared_years') }}

),

quantiles as (

    select * from {{ ref('t_quantiles') }}

),

yearly as (

    select
        compared.scenario_id,
        compared.baseline_id,
        parts.replicate,
        cast(parts.plan_year as varchar) as period,
        parts.driver,

        parts.plan_year,

        parts.driver_order,
        parts.baseline_cents,
        parts.part_cents,

        compared.is_paired,
        compared.has_same_horizon

    from parts

    inner join compared
        on
            parts.scenario_key = compared.scenario_key
            and parts.plan_year = compared.plan_year

),

horizons as (

    select
        scenario_id,
        baseline_id,
        replicate,
        'all' as period,
        driver,

        cast(null as integer) as plan_year,

        driver_order,
        sum(baseline_cents) as baseline_cents,
        sum(part_cents) as part_cents,

        is_paired,
        has_same_horizon

    from yearly

    where has_same_horizon

    group by
        scenario_id, baseline_id, replicate, driver, driver_order, is_paired, has_same_horizon

),

periods as (

    select * from yearly
    union all
    select * from horizons

),

averaged as (

    select
        scenario_id,
        baseline_id,
        period,
        driver,

        plan_year,

        driver_order,
        sum(baseline_cents) as baseline_total,
        sum(part_cents) as part_total,
        100.0 * count(*) as cents_to_mean,
        case
            when is_paired
                then
                    stddev_samp(cast(part_cents as double) order by replicate)
                    / (100 * sqrt(count(*)))
        end as standard_error,
        avg(case when part_cents > 0 then 1.0 else 0.0 end) as share_positive,
        cast(count(*) as integer) as replicates

    from periods

    group by scenario_id, baseline_id, period, driver, plan_year, driver_order, is_paired

),

stacked as (

    select
        *,
        part_total / cents_to_mean as part,
        baseline_total + sum(part_total) over (
            partition by scenario_id, period
            order by driver_order
        ) as total_after

    from averaged

),

bounded as (

    select
        stacked.scenario_id,
        stacked.baseline_id,
        stacked.period,
        stacked.driver,

        stacked.plan_year,

        stacked.driver_order,
        (stacked.total_after - stacked.part_total) / stacked.cents_to_mean as cost_before,
        stacked.part,
        stacked.total_after / stacked.cents_to_mean as cost_after,
        stacked.standard_error,
        stacked.part - quantiles.quantile * stacked.standard_error as ci_low,
        stacked.part + quantiles.quantile * stacked.standard_error as ci_high,
        stacked.share_positive,
        stacked.replicates

    from stacked

    left join quantiles
        on least(stacked.replicates - 1, 200) = quantiles.degrees_of_freedom

)

select * from bounded
