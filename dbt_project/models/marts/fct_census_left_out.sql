-- One row per row of a census that is not an employee.

with

outcomes as (

    select * from {{ ref('stg_census_outcomes') }}

    where outcome <> 'employee'

),

problems as (

    select * from {{ ref('stg_census_problems') }}

),

unread_rows as (

    select * from {{ source('inputs', 'census_unread_rows') }}

),

reasons as (

    select
        census_id,
        row_number,
        string_agg(field || ' ' || problem, '; ' order by field) as problems

    from problems

    group by 1, 2

),

gathered as (

    select
        outcomes.census_id,
        outcomes.row_number,
        outcomes.line,
        outcomes.employee_id,

        outcomes.outcome,
        case outcomes.outcome
            when 'terminated'
                then
                    coalesce(
                        'left on ' || cast(outcomes.termination_date as varchar),
                        'status ' || outcomes.status_text
                    )
            when 'hired later' then 'hired on ' || cast(outcomes.hire_date as varchar)
            when 'empty' then 'no field has a value'
            when 'total or remark' then outcomes.remark
            when 'repeated' then 'the same as an earlier row'
            else reasons.problems
        end as reason

    from outcomes

    left join reasons
        on
            outcomes.census_id = reasons.census_id
            and outcomes.row_number = reasons.row_number

    union all

    select
        census_id,
        row_number,
        line,
        cast(null as varchar) as employee_id,
        case
            when problem = 'names of columns again' then 'total or remark'
            else 'rejected'
        end as outcome,
        problem as reason

    from unread_rows

),

judged as (

    select
        *,
        outcome = 'rejected' as is_rejected

    from gathered

)

select * from judged
