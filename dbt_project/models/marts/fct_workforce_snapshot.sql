-- One row per scenario, replicate, plan year and employee employed at any time in it.

with

contributions as (

    select * from {{ ref('int_contributions') }}

),

scenarios as (

    select * from {{ ref('stg_scenarios') }}

),

employee_years as (

    select * from {{ ref('int_employee_years') }}

),

employees as (

    select * from {{ ref('int_employees') }}

),

listed as (

    select
        scenarios.scenario_id,
        contributions.replicate,
        employees.employee_id,
        employee_years.position_id,

        contributions.plan_year,
        employee_years.hire_date,
        employee_years.termination_date,
        employee_years.birth_date,

        employees.department,
        employees.location,
        employees.gender,
        employee_years.age,
        employee_years.tenure_years,
        {{ band('employee_years.age', [0, 25, 35, 45, 55, 65]) }} as age_band,
        {{ band('employee_years.tenure_years', [0, 1, 2, 5, 10, 20]) }} as tenure_band,
        cast(employee_years.job_level as integer) as job_level,
        employee_years.annual_pay,
        contributions.gross_compensation,
        cast(contributions.deferral_rate as double) as deferral_rate,
        contributions.election_reason,
        cast(contributions.match_vested as double) as vested_percent,

        employee_years.is_active,
        employee_years.is_new_hire,
        contributions.is_eligible,
        contributions.is_participant,
        contributions.is_hce

    from contributions

    inner join scenarios
        on contributions.scenario_key = scenarios.scenario_key

    inner join employee_years
        on
            scenarios.workforce_key = employee_years.workforce_key
            and contributions.replicate = employee_years.replicate
            and contributions.person_number = employee_years.person_number
            and contributions.plan_year = employee_years.plan_year

    inner join employees
        on
            scenarios.workforce_key = employees.workforce_key
            and contributions.replicate = employees.replicate
            and contributions.person_number = employees.person_number

    where contributions.replicate <= scenarios.last_detailed_replicate

)

select * from listed
