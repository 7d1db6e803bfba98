-- One row per census, field and problem that is told once, with the number of rows it concerns.
--
-- These are optional columns without a value for any employee, rows left out as they should be, and
-- columns of dates of which it is not certain, or not usual, whether the day or month stands first.

with

outcomes as (

    select * from {{ ref('stg_census_outcomes') }}

),

problems as (

    select * from {{ ref('stg_census_problems') }}

),

dates as (

    select distinct
        census_id,
        field,
        month_first_rows,
        day_first_rows,
        ambiguous_rows,
        is_column_day_first

    from {{ ref('stg_census_dates') }}

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
        and problems.outcome = 'employee'
        and problems.field in (
            'employee_id', 'birth_date', 'annual_pay', 'hours_per_week', 'job_level',
            'deferral_rate'
        )

    group by 1, 2, 3

    having count(*) = counted.rows_found

),

summarised as (

    select
        census_id,
        field,
        'missing in all rows' as problem,
        cast(null as varchar) as action,
        rows_found

    from missing

    union all

    select
        census_id,
        case when outcome = 'terminated' then 'termination_date' else '(row)' end as field,
        outcome as problem,
        cast(null as varchar) as action,
        rows_found

    from counted

    where outcome in ('terminated', 'empty', 'total or remark')

    union all

    select
        census_id,
        field,
        case
            when month_first_rows = 0 and day_first_rows > 0 then 'day before month'
            else 'day or month first'
        end as problem,
        case when is_column_day_first then 'read day first' else 'read month first' end as action,
        ambiguous_rows as rows_found

    from dates

    where ambiguous_rows > 0 and (day_first_rows > 0 or month_first_rows = 0)

)

select * from summarised
