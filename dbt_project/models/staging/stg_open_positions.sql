-- One row per workforce, growth group and plan year.
--
-- A department with a growth rate of its own is a group; all others together are the group
-- (others). Layoffs close the same share of each.

with

workforces as (

    select * from {{ ref('stg_workforces') }}

),

parameters as (

    select * from {{ source('inputs', 'plan_years') }}

),

growth_rates as (

    select * from {{ source('inputs', 'department_growth') }}

),

employees as (

    select * from {{ ref('stg_employees') }}

),

named as (

    select distinct
        workforces.workforce_key,
        growth_rates.department

    from growth_rates

    inner join workforces
        on growth_rates.scenario_key = workforces.scenario_key

),

headcounts as (

    select
        workforces.workforce_key,
        coalesce(named.department, '(others)') as growth_group,

        count(*) as headcount

    from employees

    inner join workforces
        on employees.census_id = workforces.census_id

    left join named
        on
            workforces.workforce_key = named.workforce_key
            and employees.department = named.department

    group by 1, 2

),

numbered as (

    select
        workforce_key,
        growth_group,

        cast(
            count(*) filter (where growth_group <> '(others)') over (
                partition by workforce_key
                order by growth_group
            ) as integer
        ) as group_number,
        cast(
            count(*) filter (where growth_group <> '(others)') over (
                partition by workforce_key
            ) as integer
        ) as named_groups,
        cast(headcount as integer) as headcount

    from headcounts

),

compounded as (

    select
        numbered.*,

        parameters.plan_year,

        {{ running_product(
            '(1 + coalesce(growth_rates.rate, parameters.workforce_growth_rate))'
            ~ ' * (1 - parameters.workforce_layoff_rate) - 1',
            'numbered.workforce_key, numbered.growth_group',
            'parameters.plan_year'
        ) }} as growth

    from workforces

    inner join parameters
        on workforces.scenario_key = parameters.scenario_key

    inner join numbered
        on workforces.workforce_key = numbered.workforce_key

    left join growth_rates
        on
            parameters.scenario_key = growth_rates.scenario_key
            and parameters.plan_year = growth_rates.plan_year
            and numbered.growth_group = growth_rates.department

),

opened as (

    select
        workforce_key,
        growth_group,

        plan_year,

        group_number,
        named_groups,
        headcount,
        -- 1,200 people and 3.625 % more are 1,243.5, as a double a little less.
        cast(round(round(headcount * growth, 6)) as integer) as positions_open

    from compounded

)

select * from opened
