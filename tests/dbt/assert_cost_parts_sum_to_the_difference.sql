-- The parts of all drivers sum to the difference of cost, to the cent, and those of the years to
-- the horizon's; one driver begins where the one before it ends.

with

deltas as (

    select * from {{ ref('fct_scenario_deltas') }}

    where metric = 'employer_cost'

),

parts as (

    select * from {{ ref('fct_cost_attribution') }}

),

chained as (

    select
        *,
        lag(cost_after) over (
            partition by scenario_id, period
            order by driver_order
        ) as cost_so_far

    from parts

),

summed as (

    select
        scenario_id,
        period,

        sum(part) as part,
        count(*) as drivers,
        min_by(cost_before, driver_order) as first_cost,
        max_by(cost_after, driver_order) as last_cost

    from parts

    group by 1, 2

),

over_years as (

    select
        scenario_id,
        driver,

        sum(part) filter (where period = 'all') - sum(part) filter (where period <> 'all')
            as difference

    from parts

    group by 1, 2

)

select
    'sum' as broken,
    coalesce(deltas.scenario_id, summed.scenario_id) as scenario_id,
    coalesce(deltas.period, summed.period) as period,
    deltas.delta - summed.part as difference

from deltas

full outer join summed
    on
        deltas.scenario_id = summed.scenario_id
        and deltas.period = summed.period

where
    abs(deltas.delta - summed.part) < 0.005 is not true
    or abs(deltas.baseline_value - summed.first_cost) < 0.005 is not true
    or abs(deltas.value - summed.last_cost) < 0.005 is not true
    or summed.drivers <> {{ cost_drivers() | length }}

union all

select
    'years' as broken,
    scenario_id,
    'all' as period,
    difference

from over_years

where abs(difference) >= 0.005

union all

select
    'chain' as broken,
    scenario_id,
    period,
    cost_before - cost_so_far as difference

from chained

where abs(cost_before - cost_so_far) >= 0.005
