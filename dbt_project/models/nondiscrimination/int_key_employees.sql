-- One row per scenario, replicate, plan year and key employee of it.
--
-- Key employees are officers whose pay is above the year's figure, owners of more than 5 % and
-- owners of more than 1 % who are paid more than 150,000 dollars: 26 USC 416(i)(1)(A). A job level
-- stands for being an officer. Of the officers, the best paid count: a tenth of the employees, at
-- least 3 and at most 50. The year before the first is known from those still employed.

with

provisions as (

    select * from {{ ref('stg_test_provisions') }}

),

limits as (

    select * from {{ ref('stg_statutory_limits') }}

),

owners as (

    select * from {{ ref('stg_census_accounts') }}

    where ownership > 0.01

),

plan_years as (

    select * from {{ ref('int_plan_years') }}

),

employed as (

    select
        workforce_key,
        replicate,
        person_number,

        plan_year,
        plan_year as provisions_year,

        job_level,
        gross_compensation as compensation

    from {{ ref('int_employee_years') }}

    union all

    select
        employee_years.workforce_key,
        employee_years.replicate,
        employee_years.person_number,

        employee_years.plan_year - 1 as plan_year,
        employee_years.plan_year as provisions_year,

        employee_years.opening_level as job_level,
        employee_years.prior_compensation as compensation

    from {{ ref('int_employee_years') }} as employee_years

    inner join {{ ref('stg_workforces') }} as workforces
        on
            employee_years.workforce_key = workforces.workforce_key
            and employee_years.plan_year = workforces.start_year

    where not employee_years.is_new_hire

),

-- Few are left to be looked at in every scenario: officers' pay starts above most people's.
considered as (

    select
        employed.*,
        coalesce(owners.ownership, 0) as ownership

    from employed

    left join owners
        on
            employed.workforce_key = owners.workforce_key
            and employed.person_number = owners.person_number

    where
        owners.person_number is not null
        or employed.compensation > (select min(limits.key_employee_compensation) from limits)

),

judged as (

    select
        provisions.scenario_key,
        considered.replicate,
        considered.person_number,

        considered.plan_year,

        considered.compensation,
        limits.key_employee_compensation,
        least(
            50, greatest(
                3, (greatest(plan_years.opening_headcount, plan_years.headcount) + 9) // 10
            )
        ) as officers_counted,

        considered.job_level >= provisions.officer_level
        and considered.compensation > limits.key_employee_compensation as is_paid_officer,
        considered.ownership > 0.05
        or (considered.ownership > 0.01 and considered.compensation > 150000) as is_owner

    from considered

    inner join provisions
        on
            considered.workforce_key = provisions.workforce_key
            and considered.provisions_year = provisions.plan_year

    inner join limits
        on
            provisions.scenario_key = limits.scenario_key
            and considered.plan_year = limits.plan_year

    inner join plan_years
        on
            provisions.scenario_key = plan_years.scenario_key
            and considered.replicate = plan_years.replicate
            and considered.provisions_year = plan_years.plan_year

),

ranked as (

    select
        *,
        row_number() over (
            partition by scenario_key, replicate, plan_year, is_paid_officer
            order by compensation desc, person_number asc
        ) as place

    from judged

),

found as (

    select
        scenario_key,
        replicate,
        person_number,

        plan_year,

        compensation,
        key_employee_compensation,

        is_paid_officer and place <= officers_counted as is_officer,
        is_owner

    from ranked

    where is_owner or (is_paid_officer and place <= officers_counted)

)

select * from found
