-- One row per census and row of it: whether it is an employee, and if not why.
--
-- A row with an id is rejected when an earlier row is the same in every field that is read.
-- Without ids, two equal rows are two people.

with

checked as (

    select * from {{ ref('stg_census_checked') }}

),

judged as (

    select
        *,
        case
            when is_empty then 'empty'
            when status = 'terminated' then 'terminated'
            when termination_date <= as_of and termination_date_problem is null then 'terminated'
            when hire_date_problem = 'after the census date' then 'hired later'
            when hire_date_problem is not null or annual_pay_problem is not null then 'rejected'
            else 'employee'
        end as judgement

    from checked

),

compared as (

    select
        *,
        row_number() over (
            partition by
                census_id, judgement, employee_id, birth_date_text, age_text, hire_date_text,
                termination_date_text, status_text, annual_pay_text, department, location,
                job_level_text, gender, deferral_rate_text, employer_balance_text,
                ownership_text
            order by row_number
        ) as same_row_number

    from judged

),

decided as (

    select
        *,
        case
            when judgement = 'employee' and employee_id is not null and same_row_number > 1
                then 'repeated'
            else judgement
        end as outcome

    from compared

),

numbered as (

    select
        *,
        case
            when employee_id is not null
                then
                    row_number() over (
                        partition by census_id, outcome, employee_id
                        order by row_number
                    )
        end as id_use

    from decided

)

select * from numbered
