-- One row per scenario, period and metric: its value, the baseline's and the difference.
with figures as (
    select
        scenario_id,
        regexp_replace(name, '^(horizon|last_year)_', '') as metric,
        name like 'horizon_%' as is_horizon,
        case when is_horizon then 'all' else cast(end_year as varchar) end as period,
        value
    from (
        unpivot fct_scenario_summary
        on columns('^(horizon|last_year)_')
        into name name value value
    )
)

select
    figures.scenario_id,
    figures.period,
    figures.metric,
    figures.value,
    deltas.baseline_value,
    deltas.delta,
    deltas.delta_percent,
    deltas.standard_error,
    deltas.ci_low,
    deltas.ci_high,
    deltas.share_positive,
    figures.is_horizon,
    deltas.delta is not null as is_compared
from figures
left join fct_scenario_deltas as deltas
    on
        figures.scenario_id = deltas.scenario_id
        and figures.period = deltas.period
        and figures.metric = deltas.metric
where (figures.metric, figures.is_horizon) in (
    ('employer_cost', true), ('employer_cost', false), ('net_employer_cost', true),
    ('employer_cost_rate', true), ('employee_contributions', true), ('participants', false),
    ('participation_rate', false), ('average_deferral_rate', false)
)
order by
    figures.scenario_id,
    list_position([
        'employer_cost', 'net_employer_cost', 'employer_cost_rate', 'employee_contributions',
        'participants', 'participation_rate', 'average_deferral_rate'
    ], figures.metric),
    not figures.is_horizon
