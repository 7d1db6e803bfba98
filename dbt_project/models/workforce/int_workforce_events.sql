-- One row per workforce and event of the first replicate: hires, raises, promotions, departures.

with

employee_years as (

    select * from {{ ref('int_employee_years') }}

    where replicate = 0

),

events as (

    select
        workforce_key,
        person_number,
        1 as event_code,
        'hire' as event_type,

        plan_year,
        hire_date as event_date,

        cast(null as decimal(18, 2)) as old_value,
        opening_pay as new_value,
        cast(null as varchar) as reason

    from employee_years

    where is_new_hire

    union all

    select
        workforce_key,
        person_number,
        2 as event_code,
        'raise' as event_type,

        plan_year,
        raise_date as event_date,

        opening_pay as old_value,
        raised_pay as new_value,
        'annual' as reason

    from employee_years

    where raise_date is not null

    union all

    select
        workforce_key,
        person_number,
        3 as event_code,
        'promotion' as event_type,

        plan_year,
        raise_date as event_date,

        cast(opening_level as decimal(18, 2)) as old_value,
        cast(job_level as decimal(18, 2)) as new_value,
        'level' as reason

    from employee_years

    where is_promoted

    union all

    select
        workforce_key,
        person_number,
        4 as event_code,
        'raise' as event_type,

        plan_year,
        raise_date as event_date,

        raised_pay as old_value,
        annual_pay as new_value,
        'promotion' as reason

    from employee_years

    where is_promoted

    union all

    select
        workforce_key,
        person_number,
        5 as event_code,
        'termination' as event_type,

        plan_year,
        termination_date as event_date,

        annual_pay as old_value,
        cast(null as decimal(18, 2)) as new_value,
        termination_reason as reason

    from employee_years

    where termination_date is not null

)

select * from events
