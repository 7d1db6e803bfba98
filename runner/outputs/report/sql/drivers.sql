-- One row per scenario and driver of its cost: the part that it has in the difference from the
-- baseline over all years. The parts sum to the difference.
select
    scenario_id,
    driver,
    part,
    cost_before,
    cost_after,
    standard_error,
    ci_low,
    ci_high
from fct_cost_attribution
where period = 'all'
order by scenario_id, driver_order
