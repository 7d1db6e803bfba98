-- One row per census, row of it and field with a problem.
--
-- Fields are looked at only as far as they matter: nothing but the hire date of somebody who comes
-- later, the optional fields of employees alone, and of rejected rows what is the reason.

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
    ('rejected', 'hourly_pay'),
    ('repeated', 'employee_id'),
    ('employee', 'employee_id'),
    ('employee', 'birth_date'),
    ('employee', 'age'),
    ('employee', 'hire_date'),
    ('employee', 'termination_date'),
    ('employee', 'status'),
    ('employee', 'annual_pay'),
    ('employee', 'hours_per_week'),
    ('employee', 'job_level'),
    ('employee', 'deferral_rate'),
    ('employee', 'employer_balance'),
    ('employee', 'ownership')

),

looked_at as (

    select
        outcomes.census_id,
        outcomes.row_number,
        outcomes.line,
        outcomes.outcome,
        matters.field,

        case matters.field
            when 'employee_id' then outcomes.employee_id
            when 'birth_date' then outcomes.birth_date_text
            when 'age' then outcomes.age_text
            when 'hire_date' then outcomes.hire_date_text
            when 'termination_date' then outcomes.termination_date_text
            when 'status' then outcomes.status_text
            when 'annual_pay' then outcomes.annual_pay_text
            when 'hourly_pay' then outcomes.hourly_pay_text
            when 'hours_per_week' then outcomes.hours_per_week_text
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
            when 'birth_date'
                then
                    coalesce(
                        birth_dates.birth_date_problem,
                        {{ unlike_column('outcomes.is_birth_date_unlike_column') }}
                    )
            when 'age' then birth_dates.age_problem
            when 'hire_date'
                then
                    coalesce(
                        outcomes.hire_date_problem,
                        {{ unlike_column('outcomes.is_hire_date_unlike_column') }}
                    )
            when 'termination_date'
                then
                    coalesce(
                        outcomes.termination_date_problem,
                        {{ unlike_column('outcomes.is_termination_date_unlike_column') }}
                    )
            when 'status' then outcomes.status_problem
            when 'annual_pay'
                then
                    case
                        when outcomes.outcome = 'employee' or outcomes.annual_pay is null
                            then outcomes.annual_pay_problem
                    end
            when 'hourly_pay' then outcomes.hourly_pay_problem
            when 'hours_per_week' then outcomes.hours_per_week_problem
            when 'job_level' then outcomes.job_level_problem
            when 'deferral_rate'
                then
                    coalesce(
                        outcomes.deferral_rate_problem,
                        case
                            when outcomes.is_deferral_fraction
                                then 'a fraction among percentages'
                        end,
                        {{ unlike_column('outcomes.is_deferral_unlike_column') }}
                    )
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
