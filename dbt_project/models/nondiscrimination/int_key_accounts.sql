-- One row per scenario, replicate, plan year and key employee of it: the account at its end.
--
-- The balance in the census and all contributions since, without returns.

with

key_employees as (

    select * from {{ ref('int_key_employees') }}

),

contributions as (

    select * from {{ ref('int_contributions') }}

),

scenarios as (

    select * from {{ ref('stg_scenarios') }}

),

openings as (

    select * from {{ ref('stg_census_accounts') }}

),

contributed as (

    select
        key_employees.scenario_key,
        key_employees.replicate,
        key_employees.person_number,

        key_employees.plan_year,

        sum(
            contributions.employee_deferral
            + contributions.catch_up
            + contributions.employer_match
            + contributions.employer_core
        ) as amount

    from contributions

    inner join key_employees
        on
            contributions.scenario_key = key_employees.scenario_key
            and contributions.replicate = key_employees.replicate
            and contributions.person_number = key_employees.person_number
            and contributions.plan_year <= key_employees.plan_year

    group by 1, 2, 3, 4

),

summed as (

    select
        key_employees.scenario_key,
        key_employees.replicate,
        key_employees.person_number,

        key_employees.plan_year,

        coalesce(openings.employer_balance, 0) + coalesce(contributed.amount, 0) as balance

    from key_employees

    inner join scenarios
        on key_employees.scenario_key = scenarios.scenario_key

    left join openings
        on
            scenarios.workforce_key = openings.workforce_key
            and key_employees.person_number = openings.person_number

    left join contributed
        on
            key_employees.scenario_key = contributed.scenario_key
            and key_employees.replicate = contributed.replicate
            and key_employees.person_number = contributed.person_number
            and key_employees.plan_year = contributed.plan_year

)

select * from summed
