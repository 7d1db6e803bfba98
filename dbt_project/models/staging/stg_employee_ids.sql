-- One row per census and employee: the id under which the employee is known.
--
-- The second and later rows with an id are other jobs or other people: they keep it, with a number.

with

outcomes as (

    select * from {{ ref('stg_census_outcomes') }}

    where outcome = 'employee'

),

labelled as (

    select
        census_id,
        row_number,

        case
            when employee_id is null then 'R' || cast(row_number as varchar)
            when id_use > 1 then employee_id || '-' || cast(id_use as varchar)
            else employee_id
        end as label,

        employee_id is null as is_employee_id_assumed,
        employee_id is null or id_use > 1 as is_made

    from outcomes

),

-- What is made here may be what another row was given.
told_apart as (

    select
        census_id,
        row_number,

        case
            when is_made and count(*) over (partition by census_id, label) > 1
                then label || '-R' || cast(row_number as varchar)
            else label
        end as employee_id,

        is_employee_id_assumed

    from labelled

)

select * from told_apart
