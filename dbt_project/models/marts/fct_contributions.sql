-- One row per scenario, replicate, plan year and employee employed at any time in it.

with

contributions as (

    select * from {{ ref('int_contributions') }}

),

forfeitures as (

    select * from {{ ref('int_forfeitures') }}

),

shares as (

    select * from {{ ref('int_forfeiture_shares') }}

),

scenarios as (

    select * from {{ ref('stg_scenarios') }}

),

employees as (

    select * from {{ ref('int_employees') }}

),

listed as (

    select
        scenarios.scenario_id,
        contributions.replicate,
        employees.employee_id,

        contributions.plan_year,

        contributions.plan_compensation,
        contributions.employer_compensation,
        contributions.deferral_elected,
        contributions.deferral_limit,
        contributions.employee_deferral,
        contributions.catch_up,
        cast(contributions.employee_deferral + contributions.catch_up as decimal(18, 2))
            as employee_contributions,
        contributions.employer_match,
        contributions.employer_core,
        cast(coalesce(shares.forfeiture_share, 0) as decimal(18, 2)) as forfeiture_share,
        cast(
            contributions.employer_match
            + contributions.employer_core
            + coalesce(shares.forfeiture_share, 0) as decimal(18, 2)
        ) as employer_contributions,
        cast(
            contributions.employee_deferral
            + contributions.employer_match
            + contributions.employer_core
            + coalesce(shares.forfeiture_share, 0) as decimal(18, 2)
        ) as annual_additions,
        contributions.annual_additions_limit,
        cast(coalesce(forfeitures.forfeiture, 0) as decimal(18, 2)) as forfeiture,

        contributions.catches_up_as_roth,
        contributions.is_employer_eligible,
        contributions.is_long_term_part_time

    from contributions

    inner join scenarios
        on contributions.scenario_key = scenarios.scenario_key

    inner join employees
        on
            scenarios.workforce_key = employees.workforce_key
            and contributions.replicate = employees.replicate
            and contributions.person_number = employees.person_number

    left join forfeitures
        on
            contributions.scenario_key = forfeitures.scenario_key
            and contributions.replicate = forfeitures.replicate
            and contributions.person_number = forfeitures.person_number
            and contributions.plan_year = forfeitures.plan_year

    left join shares
        on
            contributions.scenario_key = shares.scenario_key
            and contributions.replicate = shares.replicate
            and contributions.person_number = shares.person_number
            and contributions.plan_year = shares.plan_year

    where contributions.replicate <= scenarios.last_detailed_replicate

)

select * from listed
