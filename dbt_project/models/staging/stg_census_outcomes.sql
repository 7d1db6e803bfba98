-- One row per census and row of it: whether it is an employee, and if not why.
--
-- A row with an id is left out when an earlier row is the same in every field that is read.
-- Without ids, two equal rows are two people.

with

judged as (

    select * from {{ ref('stg_census_judged') }}

),

-- Only rows that share their id can be the same, or one of several with it: looking at all of
-- every row takes long.
shared as (

    select
        census_id,
        employee_id

    from judged

    where employee_id is not null

    group by 1, 2

    having count(*) > 1

),

sharing as (

    select judged.*

    from judged

    inner join shared
        on
            judged.census_id = shared.census_id
            and judged.employee_id = shared.employee_id

),

compared as (

    select
        census_id,
        row_number,
        employee_id,
        judgement,
        row_number() over (
            partition by
                census_id, judgement, employee_id, birth_date_text, age_text, hire_date_text,
                termination_date_text, status_text, annual_pay_text, hourly_pay_text,
                hours_per_week_text, department, location, job_level_text, gender,
                deferral_rate_text, employer_balance_text, ownership_text
            order by row_number
        ) as same_row_number

    from sharing

),

decided as (

    select
        census_id,
        row_number,
        employee_id,
        case
            when judgement = 'employee' and same_row_number > 1 then 'repeated'
            else judgement
        end as outcome

    from compared

),

numbered as (

    select
        census_id,
        row_number,
        outcome,
        row_number() over (
            partition by census_id, outcome, employee_id
            order by row_number
        ) as id_use

    from decided

),

resolved as (

    select
        judged.*,
        coalesce(numbered.outcome, judged.judgement) as outcome,
        coalesce(numbered.id_use, case when judged.employee_id is not null then 1 end) as id_use

    from judged

    left join numbered
        on
            judged.census_id = numbered.census_id
            and judged.row_number = numbered.row_number

)

select * from resolved
