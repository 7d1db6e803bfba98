-- One row per scenario and plan year: what plan and law say about contributions.
--
-- Who is highly compensated is decided by the figure of the year before.

with

parameters as (

    select * from {{ source('inputs', 'plan_years') }}

),

limits as (

    select * from {{ ref('stg_statutory_limits') }}

),

core_bases as (

    select
        scenario_key,
        min(basis) as core_basis

    from {{ ref('stg_core_rates') }}

    group by 1

),

terms as (

    select
        parameters.scenario_key,

        parameters.plan_year,
        make_date(parameters.plan_year, 1, 1) as year_start,
        make_date(parameters.plan_year, 12, 31) as year_end,
        {{ days_in_year('parameters.plan_year') }} as days_in_year,

        limits.compensation as compensation_limit,
        limits.elective_deferral as elective_deferral_limit,
        limits.catch_up as catch_up_limit,
        limits.super_catch_up as super_catch_up_limit,
        limits.annual_additions as annual_additions_limit,
        limits.roth_catch_up_wages,
        prior_limits.hce_compensation,
        parameters.plan_match_maximum as match_maximum,
        parameters.plan_match_pay_periods as pay_periods,
        parameters.plan_match_pay_limit as match_pay_limit,
        parameters.plan_match_minimum_hours as match_minimum_hours,
        {{ millionths('parameters.plan_core_rate') }} as core_points,
        {{ millionths('parameters.plan_core_excess_rate') }} as excess_points,
        {{ half_up(
            'parameters.plan_core_integration_level * limits.social_security_wage_base'
        ) }} as integration_level,
        parameters.plan_core_profit_sharing as profit_sharing,
        parameters.plan_core_minimum_hours as core_minimum_hours,
        core_bases.core_basis,
        parameters.plan_vesting_year_of_service_hours as year_of_service_hours,
        parameters.plan_vesting_normal_retirement_age as normal_retirement_age,

        parameters.plan_compensation_from = 'year' as counts_whole_year,
        parameters.plan_catch_up as allows_catch_up,
        parameters.plan_super_catch_up as allows_super_catch_up,
        parameters.plan_roth as allows_roth,
        parameters.plan_match_service_as_of <> 'year_end' as opens_with_service,
        parameters.plan_match_service_as_of = 'year_start' as keeps_opening_service,
        parameters.plan_match_true_up as trues_up,
        parameters.plan_match_last_day_rule as match_has_last_day,
        parameters.plan_core_last_day_rule as core_has_last_day,
        parameters.plan_vesting_years_by = 'hours' as vests_by_hours,
        parameters.plan_testing_disregard_early_participants as disregards_early_participants,
        parameters.plan_testing_disregard_long_term_part_time as disregards_long_term_part_time,
        parameters.plan_safe_harbor as is_safe_harbor

    from parameters

    inner join limits
        on
            parameters.scenario_key = limits.scenario_key
            and parameters.plan_year = limits.plan_year

    inner join limits as prior_limits
        on
            parameters.scenario_key = prior_limits.scenario_key
            and parameters.plan_year - 1 = prior_limits.plan_year

    left join core_bases
        on parameters.scenario_key = core_bases.scenario_key

)

select * from terms
