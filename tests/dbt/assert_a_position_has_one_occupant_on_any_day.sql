-- Nobody starts in a position before the one before has left it, or leaves before the start.

with

employee_years as (

    select * from {{ ref('int_employee_years') }}

),

followed as (

    select
        workforce_key,
        replicate,
        position_id,
        person_number,

        first_day,
        last_day,
        lead(first_day) over (
            partition by workforce_key, replicate, position_id
            order by first_day, last_day
        ) as next_first_day

    from employee_years

)

select * from followed

where last_day < first_day or next_first_day <= last_day
