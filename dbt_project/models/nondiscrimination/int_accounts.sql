-- One row per scenario, replicate, year of contributions and last year of employment.
--
-- What goes into the accounts of those who leave in one year, or stay: the balance in the census
-- counts as contributed in the year before the first. No returns.

with

contributions as (

    select * from {{ ref('int_contributions') }}

),

scenarios as (

    select * from {{ ref('stg_scenarios') }}

),

departures as (

    select
        workforce_key,
        replicate,
        person_number,

        plan_year as last_year

    from {{ ref('int_employee_years') }}

    where termination_date is not null

),

openings as (

    select * from {{ ref('stg_census_accounts') }}

),

seeds as (

    select * from {{ ref('int_draw_seeds') }}

),

contributed as (

    select
        contributions.scenario_key,
        contributions.replicate,

        contributions.plan_year,
        departures.last_year,

        sum(
            contributions.employee_deferral
            + contributions.catch_up
            + contributions.employer_match
            + contributions.employer_core
        ) as amount

    from contributions

    inner join scenarios
        on contributions.scenario_key = scenarios.scenario_key

    left join departures
        on
            scenarios.workforce_key = departures.workforce_key
            and contributions.replicate = departures.replicate
            and contributions.person_number = departures.person_number

    group by 1, 2, 3, 4

),

brought as (

    select
        scenarios.scenario_key,
        seeds.replicate,

        scenarios.start_year - 1 as plan_year,
        departures.last_year,

        sum(openings.employer_balance) as amount

    from openings

    inner join scenarios
        on openings.workforce_key = scenarios.workforce_key

    inner join seeds
        on openings.workforce_key = seeds.workforce_key

    left join departures
        on
            openings.workforce_key = departures.workforce_key
            and seeds.replicate = departures.replicate
            and openings.person_number = departures.person_number

    group by 1, 2, 3, 4

),

gathered as (

    select * from contributed
    union all
    select * from brought

)

select * from gathered
