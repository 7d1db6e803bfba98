-- One row per problem found in a census.

with

problems as (

    select * from {{ ref('stg_census_problems') }}

),

summaries as (

    select * from {{ ref('stg_census_summaries') }}

),

unread_rows as (

    select * from {{ source('inputs', 'census_unread_rows') }}

),

gathered as (

    select
        problems.census_id,
        problems.row_number,
        problems.field,
        problems.value,
        problems.problem

    from problems

    left join summaries
        on
            problems.census_id = summaries.census_id
            and problems.field = summaries.field
            and problems.problem || ' in all rows' = summaries.problem

    where summaries.field is null

    union all

    select
        census_id,
        cast(null as bigint) as row_number,
        field,
        cast(rows_found as varchar) as value,
        problem

    from summaries

    union all

    select
        census_id,
        row_number,
        '(row)' as field,
        'line ' || cast(line as varchar) as value,
        problem

    from unread_rows

),

answered as (

    select
        *,

        case
            when problem in ('terminated', 'empty') then 'rows left out'
            when problem = 'after the census date' then 'row left out'
            when field in ('(row)', 'hire_date', 'annual_pay') then 'row rejected'
            when problem = 'row repeated' then 'row rejected'
            when problem = 'repeated' then 'kept under the id with a number'
            when field = 'employee_id' then 'id made from the row number'
            when field in ('birth_date', 'age') then 'assumed from the age or hire date'
            when field = 'job_level' then 'assumed from the pay'
            when field = 'deferral_rate' then 'taken as unknown'
            when field in ('employer_balance', 'ownership') then 'taken as none'
            when problem = 'before the hire date' then 'taken as hired again'
            else 'taken as employed'
        end as action

    from gathered

)

select * from answered
