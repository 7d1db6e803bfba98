-- One row per census and row of it: whether it is an employee, and if not why.
--
-- A row with an id is left out when an earlier row is the same in every field that is read.
-- Without ids, two equal rows are two people.

with

judged as (

    select * from {{ ref('stg_census_judged') }}

),

-- Only rows that share their id can be the same: comparing all of every row takes long.
shared as (

    select
        census_id,
        employee_id

    from judged

    where judgement = 'employee' and employee_id is not null

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

    where judged.judgement = 'employee'

),

compared as (

    select
        census_id,
        row_number,
        row_number() over (
            partition by
                census_id, employee_id, birth_date_text, age_text, hire_date_text,
                termination_date_text, status_text, annual_pay_text, hourly_pay_text,
                hours_per_week_text, department, location, job_level_text, gender,
                deferral_rate_text, employer_balance_text, ownership_text
            order by row_number
        ) as same_row_number

    from sharing

),

decided as (

    select
        judged.census_id,
        judged.row_number,
        judged.employee_id,
        case when compared.same_row_number > 1 then 'repeated' else judged.judgement end
            as outcome

    from judged

    left join compared
        on
            judged.census_id = compared.census_id
            and judged.row_number = compared.row_number

),

numbered as (

    select
        census_id,
        row_number,
        outcome,
        case
            when employee_id is not null
                then
                    row_number() over (
                        partition by census_id, outcome, employee_id
                        order by row_number
                    )
        end as id_use

    from decided

),

resolved as (

    select
        judged.*,
        numbered.outcome,
        numbered.id_use

    from judged

    inner join numbered
        on
            judged.census_id = numbered.census_id
            and judged.row_number = numbered.row_number

)

select * from resolved
