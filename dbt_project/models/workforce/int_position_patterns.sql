-- One row per workforce and position of the census.

with

workforces as (

    select * from {{ ref('stg_workforces') }}

),

employees as (

    select * from {{ ref('stg_employees') }}

),

growth_groups as (

    select distinct
        workforce_key,
        growth_group

    from {{ ref('stg_open_positions') }}

),

grouped as (

    select
        workforces.workforce_key,
        employees.position_id,
        coalesce(growth_groups.growth_group, '(others)') as growth_group,

        row_number() over (
            partition by workforces.workforce_key, coalesce(growth_groups.growth_group, '(others)')
            order by employees.position_id
        ) as pattern_number,
        employees.department,
        employees.location,
        cast(employees.job_level as tinyint) as base_level,
        coalesce(employees.hours_per_week, 40) as hours_per_week

    from employees

    inner join workforces
        on employees.census_id = workforces.census_id

    left join growth_groups
        on
            workforces.workforce_key = growth_groups.workforce_key
            and employees.department = growth_groups.growth_group

)

select * from grouped
