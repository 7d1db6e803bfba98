-- One row per scenario, replicate and plan year: counts and sums over people.
--
-- A company that has emptied has years without people, in which all counts and sums are 0.

with

provisions as (

    select * from {{ ref('stg_plan_years') }}

),

scenarios as (

    select * from {{ ref('stg_scenarios') }}

),

seeds as (

    select * from {{ ref('int_draw_seeds') }}

),

workforce_years as (

    select * from {{ ref('stg_workforce_years') }}

),

sums as (

    select * from {{ ref('int_year_sums') }}

),

years as (

    select
        provisions.scenario_key,
        seeds.replicate,

        provisions.plan_year,

        provisions.is_safe_harbor,
        provisions.nets_forfeitures,
        provisions.reallocates_forfeitures,
        provisions.limits_are_projected

    from provisions

    inner join scenarios
        on provisions.scenario_key = scenarios.scenario_key

    inner join workforce_years
        on
            scenarios.workforce_key = workforce_years.workforce_key
            and provisions.plan_year = workforce_years.plan_year

    inner join seeds
        on scenarios.workforce_key = seeds.workforce_key

),

filled as (

    select
        years.scenario_key,
        years.replicate,

        years.plan_year,

        coalesce(sums.opening_headcount, 0) as opening_headcount,
        coalesce(sums.hires, 0) as hires,
        coalesce(sums.terminations, 0) as terminations,
        coalesce(sums.headcount, 0) as headcount,
        coalesce(sums.eligible, 0) as eligible,
        coalesce(sums.participants, 0) as participants,
        coalesce(sums.deferral_rates, 0) as deferral_rates,
        coalesce(sums.total_compensation, 0) as total_compensation,
        coalesce(sums.plan_compensation, 0) as plan_compensation,
        coalesce(sums.deferring_compensation, 0) as deferring_compensation,
        coalesce(sums.deferrals_allowed, 0) as deferrals_allowed,
        coalesce(sums.employee_contributions, 0) as employee_contributions,
        coalesce(sums.employer_match, 0) as employer_match,
        coalesce(sums.employer_core, 0) as employer_core,
        coalesce(sums.forfeitures, 0) as forfeitures,
        coalesce(sums.forfeitures_reallocated, 0) as forfeitures_reallocated,
        -- What nobody has room for is left to reduce what the employer pays in.
        case
            when years.nets_forfeitures or years.reallocates_forfeitures
                then
                    coalesce(sums.forfeitures, 0)
                    - coalesce(sums.forfeitures_reallocated, 0)
            else 0
        end as forfeitures_netted,
        coalesce(sums.hce_count, 0) as hce_count,
        coalesce(sums.nhce_count, 0) as nhce_count,
        coalesce(sums.hce_tested, 0) as hce_tested,
        coalesce(sums.nhce_tested, 0) as nhce_tested,
        coalesce(sums.nhce_tested_compensation, 0) as nhce_tested_compensation,
        coalesce(sums.hce_match_tested, 0) as hce_match_tested,
        coalesce(sums.nhce_match_tested, 0) as nhce_match_tested,
        coalesce(sums.nhce_match_tested_compensation, 0) as nhce_match_tested_compensation,
        coalesce(sums.hce_deferring, 0) as hce_deferring,
        coalesce(sums.nhce_deferring, 0) as nhce_deferring,
        coalesce(sums.hce_sharing, 0) as hce_sharing,
        coalesce(sums.nhce_sharing, 0) as nhce_sharing,
        coalesce(sums.hce_with_core, 0) as hce_with_core,
        coalesce(sums.nhce_with_core, 0) as nhce_with_core,
        sums.hce_deferral_points,
        sums.nhce_deferral_points,
        sums.hce_match_points,
        sums.nhce_match_points,

        years.is_safe_harbor,
        years.limits_are_projected

    from years

    left join sums
        on
            years.scenario_key = sums.scenario_key
            and years.replicate = sums.replicate
            and years.plan_year = sums.plan_year

)

select * from filled
