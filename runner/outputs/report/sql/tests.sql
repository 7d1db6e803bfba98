-- One row per scenario and test of the plan: how often it passed and failed, over all years and
-- replicates; one without a result has nothing to compare.
select
    scenario_id,
    test,
    count(*) filter (where passes) as passed,
    count(*) filter (where not passes) as failed,
    count(*) filter (where passes is null) as unknown,
    list(distinct plan_year order by plan_year) filter (where not passes) as failed_years,
    bool_and(is_deemed_passed) as is_deemed_passed
from fct_nondiscrimination
group by scenario_id, test
order by scenario_id, test
