-- Returns the rows of censuses that are not exactly once an employee or left out with a reason, and
-- those that are rejected without a problem.

with

file_rows as (

    select
        census_id,
        row_number

    from {{ source('inputs', 'census_rows') }}

    union all

    select
        census_id,
        row_number

    from {{ source('inputs', 'census_unread_rows') }}

),

left_out as (

    select * from {{ ref('fct_census_left_out') }}

),

accounts as (

    select
        census_id,
        row_number,
        false as is_rejected

    from {{ ref('stg_employees') }}

    union all

    select
        census_id,
        row_number,
        is_rejected

    from left_out

),

counted as (

    select
        census_id,
        row_number,
        count(*) as accounts_found,
        bool_or(is_rejected) as is_rejected

    from accounts

    group by 1, 2

),

problems as (

    select distinct
        census_id,
        row_number

    from {{ ref('fct_census_issues') }}

    where action = 'row rejected'

),

compared as (

    select
        file_rows.census_id,
        file_rows.row_number,
        coalesce(counted.accounts_found, 0) as accounts_found,
        coalesce(counted.is_rejected, false) as is_rejected,
        problems.row_number is not null as has_problem

    from file_rows

    left join counted
        on
            file_rows.census_id = counted.census_id
            and file_rows.row_number = counted.row_number

    left join problems
        on
            file_rows.census_id = problems.census_id
            and file_rows.row_number = problems.row_number

)

select * from compared

where accounts_found <> 1 or is_rejected <> has_problem
