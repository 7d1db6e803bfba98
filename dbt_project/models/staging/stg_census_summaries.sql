-- One row per census, field and problem that is told once, with the number of rows it concerns.
--
-- These are optional columns without a value for any employee, and rows left out as they should be.

with

outcomes as (

    select * from {{ ref('stg_census_outcomes') }}

),

problems as (

    select * from {{ ref('stg_census_problems') }}

),

counted as (

    select
        census_id,
        outcome,
        count(*) as rows_found

    from outcomes

    group by 1, 2

),

missing as (

    select
        problems.census_id,
        problems.field,
        counted.rows_found

    from problems

    inner join counted
        on
            problems.census_id = counted.census_id
            and counted.outcome = 'employee'

    where
        problems.problem = 'missing'
        and problems.field in ('employee_id', 'birth_date', 'job_level', 'deferral_rate')

    group by 1, 2, 3

    having count(*) = counted.rows_found

),

summarised as (

    select
        census_id,
        field,
        'missing in all rows' as problem,
        rows_found

    from missing

    union all

    select
        census_id,
        case when outcome = 'terminated' then 'termination_date' else '(row)' end as field,
        outcome as problem,
        rows_found

    from counted

    where outcome in ('terminated', 'empty')

)

select * from summarised
