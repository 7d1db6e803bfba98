-- The summary's last year is the last of the trends, its horizon is what the deltas compare.

with

scenarios as (

    select * from {{ ref('dim_scenarios') }}

),

trends as (

    select * from {{ ref('fct_scenario_trends') }}

),

deltas as (

    select * from {{ ref('fct_scenario_deltas') }}

),

summaries as (

    {% for name in metrics() -%}
        select
            scenario_id,
            '{{ name }}' as metric,

            end_year,

            horizon_{{ name }} as horizon,
            last_year_{{ name }} as last_year
        from {{ ref('fct_scenario_summary') }}
        {{ 'union all' if not loop.last }}
    {% endfor %}

)

select
    scenarios.scenario_id,
    summaries.metric,

    summaries.horizon,
    deltas.value as compared,
    summaries.last_year,
    trends.value as last_trend

from scenarios

left join summaries
    on scenarios.scenario_id = summaries.scenario_id

left join trends
    on
        summaries.scenario_id = trends.scenario_id
        and summaries.metric = trends.metric
        and summaries.end_year = trends.plan_year

left join deltas
    on
        summaries.scenario_id = deltas.scenario_id
        and summaries.metric = deltas.metric
        and scenarios.replicates = deltas.replicates
        and deltas.period = 'all'

where
    summaries.metric is null
    or summaries.last_year is distinct from trends.value
    or summaries.horizon <> deltas.value
