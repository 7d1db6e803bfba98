-- One row per scenario and finding about the design of the plan that is not as the law asks.
select
    scenario_id,
    finding,
    law,
    min(plan_year) as first_year,
    max(plan_year) as last_year,
    count(*) as years
from fct_design_checks
where not passes
group by scenario_id, check_name, finding, law
order by scenario_id, check_name, first_year
