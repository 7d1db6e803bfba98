-- One row per census and row of it: whether it is an employee, looked at by itself.
--
-- Who leaves after the date of the census is employed on it, also if the status is that of later.

with

checked as (

    select * from {{ ref('stg_census_checked') }}

),

judged as (

    select
        *,
        case
            when is_footing then 'total or remark'
            when is_empty then 'empty'
            when status = 'terminated' and coalesce(termination_date <= as_of, true)
                then 'terminated'
            when termination_date <= as_of and termination_date_problem is null then 'terminated'
            when hire_date_problem = 'after the census date' then 'hired later'
            when hire_date_problem is not null or annual_pay is null then 'rejected'
            else 'employee'
        end as judgement

    from checked

)

select * from judged
