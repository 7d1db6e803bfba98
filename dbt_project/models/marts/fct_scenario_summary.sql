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
        {{ summary_columns('averaged', 'scenarios.end_year') }}

    from scenarios

    inner join averaged
        on scenarios.scenario_key = averaged.scenario_key

    group by 1, 2, 3, 4

)

select * from summarised
