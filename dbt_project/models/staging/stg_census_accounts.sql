-- One row per workforce and employee of the census with a balance or a part of the company.
--
-- The person's number is that of the position's first occupant.

with

employees as (

    select * from {{ ref('stg_employees') }}

),

workforces as (

    select * from {{ ref('stg_workforces') }}

),

known as (

    select
        workforces.workforce_key,
        employees.position_id * 128 as person_number,

        coalesce(employees.employer_balance, 0) as employer_balance,
        coalesce(employees.ownership, 0) as ownership

    from employees

    inner join workforces
        on employees.census_id = workforces.census_id

    where employees.employer_balance > 0 or employees.ownership > 0

)

select * from known
