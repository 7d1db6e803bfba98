-- One row per census, row of it and field with a problem.
--
-- Fields are looked at only as far as they matter: nothing but the hire date of somebody who comes
-- later, and the optional fields of employees alone.

with

outcomes as (

    select * from {{ ref('stg_census_outcomes') }}

),

birth_dates as (

    select * from {{ ref('stg_census_birth_dates') }}

),

matters (outcome, field) as (

    values
    ('hired later', 'hire_date'),
    ('rejected', 'hire_date'),
    ('rejected', 'annual_pay'),
    ('repeated', 'employee_id'),
    ('employee', 'employee_id'),
    ('employee', 'birth_date'),
    ('employee', 'age'),
    ('employee', 'termination_date'),
    ('employee', 'status'),
    ('employee', 'job_level'),
    ('employee', 'deferral_rate'),
    ('employee', 'employer_balance'),
    ('employee', 'ownership')

),

looked_at as (

    select
        outcomes.census_id,
        outcomes.row_number,
        matters.field,

        case matters.field
            when 'employee_id' then outcomes.employee_id
            when 'birth_date' then outcomes.birth_date_text
            when 'age' then outcomes.age_text
            when 'hire_date' then outcomes.hire_date_text
            when 'termination_date' then outcomes.termination_date_text
            when 'status' then outcomes.status_text
            when 'annual_pay' then outcomes.annual_pay_text
            when 'job_level' then outcomes.job_level_text
            when 'deferral_rate' then outcomes.deferral_rate_text
            when 'employer_balance' then outcomes.employer_balance_text
            when 'ownership' then outcomes.ownership_text
        end as value,
        case matters.field
            when 'employee_id'
                then
                    case
                        when outcomes.employee_id is null then 'missing'
                        when outcomes.outcome = 'repeated' then 'row repeated'
                        when outcomes.id_use > 1 then 'repeated'
                    end
            when 'birth_date' then birth_dates.birth_date_problem
            when 'age' then birth_dates.age_problem
            when 'hire_date' then outcomes.hire_date_problem
            when 'termination_date' then outcomes.termination_date_problem
            when 'status' then outcomes.status_problem
            when 'annual_pay' then outcomes.annual_pay_problem
            when 'job_level' then outcomes.job_level_problem
            when 'deferral_rate' then outcomes.deferral_rate_problem
            when 'employer_balance' then outcomes.employer_balance_problem
            when 'ownership' then outcomes.ownership_problem
        end as problem

    from outcomes

    inner join matters
        on outcomes.outcome = matters.outcome

    left join birth_dates
        on
            outcomes.census_id = birth_dates.census_id
            and outcomes.row_number = birth_dates.row_number

),

found as (

    select * from looked_at

    where problem is not null

)

select * from found
