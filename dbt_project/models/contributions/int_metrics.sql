-- One row per scenario, replicate, period and metric.

with

periods as (

    select * from {{ ref('int_periods') }}

),

measured as (

    {% for name, (unit, expression) in metrics().items() -%}
        select
            scenario_key,
            replicate,
            period,
            '{{ name }}' as metric,

            plan_year,

            '{{ unit }}' as unit,
            {{ expression }} as value
        from periods
        {{ 'union all' if not loop.last }}
    {% endfor %}

)

select * from measured
