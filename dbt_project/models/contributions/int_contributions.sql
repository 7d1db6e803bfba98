-- One row per scenario, replicate, plan year and employee employed at any time in it.

with

additions as (

    select * from {{ ref('int_additions') }}

),

vesting as (

    select * from {{ ref('stg_vesting_by_service') }}

),

contributed as (

    select
        additions.scenario_key,
        additions.replicate,
        additions.person_number,

        additions.plan_year,

        additions.tenure_years,
        cast(additions.deferral_rate as decimal(9, 6)) as deferral_rate,
        additions.election_reason,
        cast(additions.gross_compensation as decimal(18, 2)) as gross_compensation,
        cast(additions.plan_compensation as decimal(18, 2)) as plan_compensation,
        cast(additions.employer_compensation as decimal(18, 2)) as employer_compensation,
        cast(additions.deferral_elected as decimal(18, 2)) as deferral_elected,
        cast(additions.deferral_limit as decimal(18, 2)) as deferral_limit,
        cast(additions.employee_deferral as decimal(18, 2)) as employee_deferral,
        cast(additions.catch_up as decimal(18, 2)) as catch_up,
        cast(additions.employer_match as decimal(18, 2)) as employer_match,
        cast(additions.employer_core as decimal(18, 2)) as employer_core,
        cast(additions.additions_limit as decimal(18, 2)) as annual_additions_limit,
        {{ vested_at_retirement('vesting.match_vested') }} as match_vested,
        {{ vested_at_retirement('vesting.core_vested') }} as core_vested,

        additions.is_active,
        additions.is_new_hire,
        additions.is_eligible,
        additions.is_participant,
        additions.is_hce,
        additions.is_employer_eligible,
        additions.is_long_term_part_time,
        additions.is_long_term_part_time and additions.disregards_long_term_part_time
            as is_disregarded,
        additions.is_eligible
        and not (
            additions.is_long_term_part_time and additions.disregards_long_term_part_time
        )
        and (
            additions.is_hce
            or not additions.disregards_early_participants
            or (additions.age >= 21 and additions.tenure_years >= 1)
        ) as is_tested,
        additions.catches_up_as_roth,
        additions.is_safe_harbor

    from additions

    inner join vesting
        on
            additions.scenario_key = vesting.scenario_key
            and additions.vesting_years = vesting.service_years

)

select * from contributed
