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

remarks as (

    select * from {{ source('inputs', 'census_remarks') }}

),

gathered as (

    select
        problems.census_id,
        problems.row_number,
        problems.line,
        problems.field,
        problems.value,
        problems.problem,
        problems.outcome,
        cast(null as varchar) as action

    from problems

    left join summaries
        on
            problems.outcome = 'employee'
            and problems.census_id = summaries.census_id
            and problems.field = summaries.field
            and problems.problem || ' in all rows' = summaries.problem

    where summaries.field is null

    union all

    select
        census_id,
        cast(null as bigint) as row_number,
        cast(null as bigint) as line,
        field,
        cast(rows_found as varchar) as value,
        problem,
        'employee' as outcome,
        action

    from summaries

    union all

    select
        census_id,
        row_number,
        line,
        '(row)' as field,
        cast(null as varchar) as value,
        problem,
        'rejected' as outcome,
        cast(null as varchar) as action

    from unread_rows

    union all

    select
        census_id,
        cast(null as bigint) as row_number,
        line,
        '(file)' as field,
        value,
        problem,
        'file' as outcome,
        action

    from remarks

),

answered as (

    select
        census_id,
        row_number,
        line,
        field,
        value,
        problem,
        coalesce(action, {{ census_action('field', 'problem', 'outcome') }}) as action

    from gathered

)

select * from answered
