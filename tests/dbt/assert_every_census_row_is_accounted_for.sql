-- Returns the censuses of which a row is neither an employee, nor left out, nor rejected.

with

found as (

    select
        census_id,
        count(*) as rows_found

    from {{ source('inputs', 'census_rows') }}

    group by 1

),

employed as (

    select
        census_id,
        count(*) as employees

    from {{ ref('stg_employees') }}

    group by 1

),

-- A row can be rejected for two reasons; rows that cannot be read were never among those found.
explained as (

    select
        census_id,
        count(distinct case when action in ('row rejected', 'row left out') then row_number end)
        - count(case when field = '(row)' and action = 'row rejected' then 1 end)
        + sum(case when action = 'rows left out' then cast(value as integer) else 0 end)
            as others

    from {{ ref('fct_census_issues') }}

    group by 1

),

compared as (

    select
        found.census_id,
        found.rows_found,
        coalesce(employed.employees, 0) as employees,
        coalesce(explained.others, 0) as others

    from found

    left join employed
        on found.census_id = employed.census_id

    left join explained
        on found.census_id = explained.census_id

)

select * from compared

where rows_found <> employees + others
