-- One row per workforce, replicate whose people are kept, and employee: who they are.

with

employee_years as (

    select * from {{ ref('int_employee_years') }}

),

positions as (

    select * from {{ ref('int_positions') }}

),

workforces as (

    select * from {{ ref('stg_workforces') }}

),

census as (

    select * from {{ ref('stg_employees') }}

),

named as (

    select
        employee_years.workforce_key,
        employee_years.replicate,
        employee_years.position_id,
        employee_years.person_number,

        case
            when mod(employee_years.person_number, 128) = 0 then census.employee_id
            else
                'H' || employee_years.position_id
                || '-' || employee_years.plan_year
                || '-' || mod(mod(employee_years.person_number, 128), 3)
        end as employee_id,
        positions.department,
        positions.location,
        case when mod(employee_years.person_number, 128) = 0 then census.gender end as gender

    from employee_years

    inner join workforces
        on employee_years.workforce_key = workforces.workforce_key

    inner join positions
        on
            employee_years.workforce_key = positions.workforce_key
            and employee_years.replicate = positions.replicate
            and employee_years.position_id = positions.position_id

    left join census
        on
            workforces.census_id = census.census_id
            and employee_years.position_id = census.position_id

    where
        employee_years.replicate <= workforces.last_detailed_replicate
        and (
            employee_years.is_new_hire
            or employee_years.plan_year = workforces.start_year
        )

)

select * from named
