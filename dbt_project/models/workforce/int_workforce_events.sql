-- One row per workforce, replicate whose people are kept, and event: hires, raises, promotions,
-- departures.

with

employee_years as (

    select * from {{ ref('int_employee_years') }}

),

employees as (

    select * from {{ ref('int_employees') }}

),

listed as (

    select
        employee_years.*,
        employees.employee_id,
        unnest([1, 2, 3, 4, 5]) as event_code

    from employee_years

    inner join employees
        on
            employee_years.workforce_key = employees.workforce_key
            and employee_years.replicate = employees.replicate
            and employee_years.person_number = employees.person_number

),

described as (

    select
        workforce_key,
        replicate,
        employee_id,
        person_number,
        event_code,
        case event_code
            when 1 then 'hire'
            when 3 then 'promotion'
            when 5 then 'termination'
            else 'raise'
        end as event_type,

        plan_year,
        case event_code
            when 1 then hire_date
            when 5 then termination_date
            else raise_date
        end as event_date,

        cast(
            case event_code
                when 2 then opening_pay
                when 3 then opening_level
                when 4 then raised_pay
                when 5 then annual_pay
            end as decimal(18, 6)
        ) as old_value,
        cast(
            case event_code
                when 1 then opening_pay
                when 2 then raised_pay
                when 3 then job_level
                when 4 then annual_pay
            end as decimal(18, 6)
        ) as new_value,
        case event_code
            when 2 then 'annual'
            when 4 then 'promotion'
            when 5 then termination_reason
        end as reason

    from listed

    where
        (event_code = 1 and is_new_hire)
        or (event_code = 2 and raise_date is not null)
        or (event_code in (3, 4) and is_promoted)
        or (event_code = 5 and termination_date is not null)

)

select * from described
