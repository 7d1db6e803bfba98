-- One row per scenario: the mean over replicates, over the horizon and in the last year.

with

metrics as (

    select * from {{ ref('int_metrics') }}

),

scenarios as (

    select * from {{ ref('stg_scenarios') }}

),

averaged as (

    select
        scenario_key,
        period,
        metric,

        avg(value order by replicate) as value

    from metrics

    group by 1, 2, 3

),

summarised as (

    select
        scenarios.scenario_id,

        scenarios.start_year,
        scenarios.end_year,

        scenarios.replicates,
        {% for name in metrics() -%}
            max(averaged.value) filter (
                where averaged.metric = '{{ name }}' and averaged.period = 'all'
            ) as horizon_{{ name }},
            max(averaged.value) filter (
                where
                averaged.metric = '{{ name }}'
                and averaged.period = cast(scenarios.end_year as varchar)
            ) as last_year_{{ name }}{{ ',' if not loop.last }}
        {% endfor %}

    from scenarios

    inner join averaged
        on scenarios.scenario_key = averaged.scenario_key

    group by 1, 2, 3, 4

)

select * from summarised
