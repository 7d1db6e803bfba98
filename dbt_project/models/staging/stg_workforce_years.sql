-- One row per workforce and plan year: the rates in force.

with

workforces as (

    select * from {{ ref('stg_workforces') }}

),

parameters as (

    select * from {{ source('inputs', 'plan_years') }}

),

employees as (

    select * from {{ ref('stg_employees') }}

),

levels as (

    select
        census_id,
        max(job_level) as top_level

    from employees

    group by 1

),

opened as (

    select
        workforce_key,

        plan_year,

        cast(sum(positions_open) as bigint) as positions_open

    from {{ ref('stg_open_positions') }}

    group by 1, 2

),

compounded as (

    select
        workforces.workforce_key,
        workforces.census_id,
        workforces.seed,
        workforces.first_stream,
        workforces.start_year,

        parameters.*,

        levels.top_level,
        opened.positions_open,
        {{ running_product(
            'parameters.workforce_raises_cola',
            'workforces.workforce_key',
            'parameters.plan_year'
        ) }} as pay_growth

    from workforces

    inner join parameters
        on workforces.scenario_key = parameters.scenario_key

    inner join levels
        on workforces.census_id = levels.census_id

    inner join opened
        on
            workforces.workforce_key = opened.workforce_key
            and parameters.plan_year = opened.plan_year

),

rated as (

    select
        workforce_key,
        census_id,

        plan_year,
        make_date(plan_year, 1, 1) as year_start,
        make_date(plan_year, 12, 31) as year_end,
        {{ days_in_year('plan_year') }} as days_in_year,
        cast(
            cast(plan_year as varchar) || '-' || workforce_raises_effective as date
        ) as raise_date,

        seed,
        first_stream,
        start_year,
        positions_open,
        pay_growth,
        pay_growth / (1 + cast(workforce_raises_cola as double)) as prior_pay_growth,
        cast(top_level as tinyint) as top_level,
        workforce_time_to_fill_days as time_to_fill_days,
        workforce_termination_base_rate as base_rate,
        workforce_termination_first_year_rate as first_year_rate,
        workforce_promotion_rate as promotion_rate,
        cast((1 + workforce_promotion_raise) * 1000000 as bigint) as promotion_points,
        cast((1 + workforce_raises_cola) * 10000 as bigint) as cola_points,
        cast((1 + workforce_raises_merit) * 10000 as bigint) as merit_points,
        cast(workforce_raises_merit_spread * 10000 as bigint) as merit_spread_points,
        workforce_hiring_below_level_rate as below_level_rate,
        workforce_hiring_pay_low as pay_low,
        workforce_hiring_pay_high as pay_high,

        workforce_layoff_rate > 0 as is_layoff,
        workforce_hiring_freeze as is_hiring_frozen

    from compounded

)

select * from rated
