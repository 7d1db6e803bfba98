-- One row per scenario and metric, with a column for each year: the mean over replicates.
pivot (
    select
        scenario_id,
        metric,
        plan_year,
        value
    from fct_scenario_trends
    where metric in ('employer_cost', 'participation_rate', 'average_deferral_rate')
)
on plan_year
using max(value)
group by scenario_id, metric
order by metric, scenario_id
