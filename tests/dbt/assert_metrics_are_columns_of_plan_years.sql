-- A metric of a year is the column of its name, to the last bit; amounts and events of the
-- horizon are the column's sum, counts on 31 December its average.

with

metrics as (

    select
        scenarios.scenario_id,

        int_metrics.*

    from {{ ref('int_metrics') }} as int_metrics

    inner join {{ ref('stg_scenarios') }} as scenarios
        on int_metrics.scenario_key = scenarios.scenario_key

),

plan_years as (

    select * from {{ ref('fct_plan_years') }}

),

horizons as (

    select
        scenario_id,
        replicate,

        {% for name, (unit, _) in metrics().items() if unit != 'rate' -%}
            cast(sum({{ name }}) as double)
            {{- ' / count(*)' if name in ['headcount', 'eligible', 'participants'] }} as {{ name }},
        {% endfor -%}
        {{ ratio('sum(participants)', 'sum(eligible)') }} as participation_rate,
        {{ ratio('sum(employer_cost)', 'sum(total_compensation)') }} as employer_cost_rate

    from plan_years

    group by 1, 2

),

expected as (

    {% for name, (unit, _) in metrics().items() -%}
        select
            scenario_id,
            replicate,
            cast(plan_year as varchar) as period,
            '{{ name }}' as metric,

            cast({{ name }} as double) as value
        from plan_years
        {% if not name.startswith('average_') -%}
            union all
            select
                scenario_id,
                replicate,
                'all' as period,
                '{{ name }}' as metric,

                {{ name }} as value
            from horizons
        {% endif -%}
        {{ 'union all' if not loop.last }}
    {% endfor %}

)

select
    expected.*,
    metrics.value as metric_value

from expected

left join metrics
    on
        expected.scenario_id = metrics.scenario_id
        and expected.replicate = metrics.replicate
        and expected.period = metrics.period
        and expected.metric = metrics.metric

where metrics.metric is null or metrics.value is distinct from expected.value
