-- One row per scenario, replicate and plan year in which anybody is employed.
--
-- Only whole numbers and decimals are summed, so that the order of rows cannot show.

with

contributions as (

    select
        *,
        {{ basis_points('employee_deferral', 'plan_compensation') }} as deferral_points,
        {{ basis_points('employer_match', 'employer_compensation') }} as match_points,
        is_tested and is_employer_eligible as is_match_tested

    from {{ ref('int_contributions') }}

),

forfeitures as (

    select
        scenario_key,
        replicate,

        plan_year,

        sum(forfeiture) as forfeitures

    from {{ ref('int_forfeitures') }}

    group by 1, 2, 3

),

shares as (

    select
        scenario_key,
        replicate,

        plan_year,

        sum(forfeiture_share) as forfeitures_reallocated

    from {{ ref('int_forfeiture_shares') }}

    group by 1, 2, 3

),

summed as (

    select
        scenario_key,
        replicate,

        plan_year,

        count(*) filter (where not is_new_hire) as opening_headcount,
        count(*) filter (where is_new_hire) as hires,
        count(*) filter (where not is_active) as terminations,
        count(*) filter (where is_active) as headcount,
        count(*) filter (where is_active and is_eligible) as eligible,
        count(*) filter (where is_active and is_participant) as participants,
        sum(deferral_rate) filter (where is_active and is_eligible) as deferral_rates,
        sum(gross_compensation) as total_compensation,
        sum(plan_compensation) as plan_compensation,
        sum(plan_compensation) filter (where deferral_elected > 0) as deferring_compensation,
        sum(least(deferral_elected, deferral_limit)) as deferrals_allowed,
        sum(employee_deferral + catch_up) as employee_contributions,
        sum(employer_match) as employer_match,
        sum(employer_core) as employer_core,
        count(*) filter (where is_eligible and is_hce) as hce_count,
        count(*) filter (where is_eligible and not is_hce) as nhce_count,
        count(*) filter (where is_tested and is_hce) as hce_tested,
        count(*) filter (where is_tested and not is_hce) as nhce_tested,
        count(*) filter (where is_match_tested and is_hce) as hce_match_tested,
        count(*) filter (where is_match_tested and not is_hce) as nhce_match_tested,
        sum(plan_compensation) filter (where is_tested and not is_hce)
            as nhce_tested_compensation,
        sum(employer_compensation) filter (where is_match_tested and not is_hce)
            as nhce_match_tested_compensation,
        sum(deferral_points) filter (where is_tested and is_hce) as hce_deferral_points,
        sum(deferral_points) filter (where is_tested and not is_hce) as nhce_deferral_points,
        sum(match_points) filter (where is_match_tested and is_hce) as hce_match_points,
        sum(match_points) filter (where is_match_tested and not is_hce) as nhce_match_points,
        count(*) filter (where is_eligible and not is_disregarded and is_hce) as hce_deferring,
        count(*) filter (where is_eligible and not is_disregarded and not is_hce)
            as nhce_deferring,
        count(*) filter (where is_employer_eligible and not is_disregarded and is_hce)
            as hce_sharing,
        count(*) filter (where is_employer_eligible and not is_disregarded and not is_hce)
            as nhce_sharing,
        count(*) filter (where employer_core > 0 and not is_disregarded and is_hce)
            as hce_with_core,
        count(*) filter (where employer_core > 0 and not is_disregarded and not is_hce)
            as nhce_with_core,
        bool_and(is_safe_harbor) as is_safe_harbor

    from contributions

    group by 1, 2, 3

),

joined as (

    select
        summed.*,
        coalesce(forfeitures.forfeitures, 0) as forfeitures,
        coalesce(shares.forfeitures_reallocated, 0) as forfeitures_reallocated

    from summed

    left join forfeitures
        on
            summed.scenario_key = forfeitures.scenario_key
            and summed.replicate = forfeitures.replicate
            and summed.plan_year = forfeitures.plan_year

    left join shares
        on
            summed.scenario_key = shares.scenario_key
            and summed.replicate = shares.replicate
            and summed.plan_year = shares.plan_year

)

select * from joined
