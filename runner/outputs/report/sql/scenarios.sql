-- One row per scenario, baselines first, then by how much the cost differs from the baseline.
select
    scenarios.scenario_id,
    coalesce(nullif(trim(scenarios.label), ''), scenarios.scenario_id) as label,
    scenarios.description,
    scenarios.baseline_id,
    scenarios.file,
    scenarios.seed,
    scenarios.replicates,
    scenarios.start_year,
    scenarios.end_year,
    scenarios.workforce_id,
    scenarios.census_id,
    scenarios.fingerprint,
    scenarios.baseline_id is null
    and scenarios.scenario_id in (
        select compared.baseline_id from dim_scenarios as compared
    ) as is_baseline,
    max(abs(deltas.delta)) as difference
from dim_scenarios as scenarios
left join fct_scenario_deltas as deltas
    on
        scenarios.scenario_id = deltas.scenario_id
        and deltas.metric in ('employer_cost', 'net_employer_cost')
group by all
order by is_baseline desc, difference desc nulls last, scenarios.scenario_id asc
