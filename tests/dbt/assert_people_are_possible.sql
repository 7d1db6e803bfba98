-- Dates follow each other, flags say what the dates say, and ages, pay and shares are in range.

with

snapshot as (

    select * from {{ ref('fct_workforce_snapshot') }}

)

select
    scenario_id,
    replicate,
    employee_id,

    plan_year

from snapshot

where
    hire_date <= birth_date
    or termination_date < hire_date
    or extract(year from hire_date) > plan_year
    or extract(year from termination_date) <> plan_year
    or (is_new_hire and extract(year from hire_date) <> plan_year)
    or is_active <> (termination_date is null)
    or age < 0
    or tenure_years < 0
    or job_level < 1
    or annual_pay < 0
    or gross_compensation < 0
    or deferral_rate not between 0 and 1
    or vested_percent not between 0 and 1
