-- One row per census and employee: who is employed on the date of the census.
--
-- A job level that is not given is the fifth of the census in which the pay lies, from 1 to 5.

with

outcomes as (

    select
        *,
        ntile(5) over (partition by census_id order by annual_pay, row_number) as pay_fifth,
        job_level_problem is not null as is_job_level_assumed

    from {{ ref('stg_census_outcomes') }}

    where outcome = 'employee'

),

ids as (

    select * from {{ ref('stg_employee_ids') }}

),

birth_dates as (

    select * from {{ ref('stg_census_birth_dates') }}

),

resolved as (

    select
        outcomes.census_id,
        row_number() over (
            partition by outcomes.census_id
            order by ids.employee_id, outcomes.row_number
        ) as position_id,
        outcomes.row_number,
        ids.employee_id,

        birth_dates.birth_date,
        outcomes.hire_date,

        outcomes.annual_pay,
        coalesce(outcomes.department, '(none)') as department,
        coalesce(outcomes.location, '(none)') as location,
        case
            when outcomes.is_job_level_assumed then cast(outcomes.pay_fifth as integer)
            else cast(outcomes.job_level as integer)
        end as job_level,
        outcomes.gender,
        case
            when outcomes.deferral_rate_problem is null
                then cast(outcomes.deferral_rate as decimal(9, 6))
        end as deferral_rate,
        case when outcomes.employer_balance_problem is null then outcomes.employer_balance end
            as employer_balance,
        case
            when outcomes.ownership_problem is null
                then cast(outcomes.ownership as decimal(9, 6))
        end as ownership,

        birth_dates.is_birth_date_assumed,
        ids.is_employee_id_assumed,
        outcomes.is_job_level_assumed

    from outcomes

    inner join ids
        on
            outcomes.census_id = ids.census_id
            and outcomes.row_number = ids.row_number

    inner join birth_dates
        on
            outcomes.census_id = birth_dates.census_id
            and outcomes.row_number = birth_dates.row_number

)

select * from resolved
