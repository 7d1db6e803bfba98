-- One row per workforce, replicate and position, as it stands before the first plan year.
--
-- Positions of the census are held by its employees; those that open later are vacant.

with

positions as (

    select * from {{ ref('int_positions') }}

),

workforces as (

    select * from {{ ref('stg_workforces') }}

),

employees as (

    select * from {{ ref('stg_employees') }}

),

opened as (

    select
        positions.workforce_key,
        positions.replicate,
        positions.position_id,

        positions.start_year as plan_year,

        positions.open_years,
        positions.base_level,
        cast(0 as smallint) as person_slot,
        employees.birth_date,
        employees.hire_date,
        cast(employees.job_level as tinyint) as job_level,
        employees.annual_pay,
        {{ pay_earned(
            'employees.annual_pay',
            'employees.annual_pay',
            'make_date(positions.start_year, 1, 1)',
            'greatest(employees.hire_date, make_date(positions.start_year - 1, 1, 1))',
            'make_date(positions.start_year - 1, 12, 31)',
            days_in_year('positions.start_year - 1')
        ) }} as prior_compensation

    from positions

    inner join workforces
        on positions.workforce_key = workforces.workforce_key

    left join employees
        on
            workforces.census_id = employees.census_id
            and positions.position_id = employees.position_id

)

select * from opened
