-- One row per scenario and plan year: the provisions in force.

with

parameters as (

    select * from {{ source('inputs', 'plan_years') }}

),

tiers as (

    select * from {{ ref('stg_match_tiers') }}

),

tops as (

    select
        scenario_key,
        plan_year,
        max(match_top) as match_top

    from tiers

    group by 1, 2

),

limits as (

    select * from {{ ref('stg_statutory_limits') }}

),

prices as (

    select * from {{ ref('stg_prices') }}

),

scenarios as (

    select * from {{ ref('stg_scenarios') }}

),

provisions as (

    select
        parameters.scenario_key,

        parameters.plan_year,
        make_date(parameters.plan_year, 1, 1) as year_start,
        make_date(parameters.plan_year, 12, 31) as year_end,
        {{ days_in_year('parameters.plan_year') }} as days_in_year,

        scenarios.seed,
        parameters.plan_eligibility_minimum_age as minimum_age,
        parameters.plan_eligibility_service_months as service_months,
        parameters.plan_eligibility_entry as entry_schedule,
        coalesce(
            parameters.plan_eligibility_employer_minimum_age,
            parameters.plan_eligibility_minimum_age
        ) as employer_minimum_age,
        coalesce(
            parameters.plan_eligibility_employer_service_months,
            parameters.plan_eligibility_service_months
        ) as employer_service_months,
        coalesce(
            parameters.plan_eligibility_employer_entry, parameters.plan_eligibility_entry
        ) as employer_entry_schedule,
        parameters.plan_eligibility_year_of_service_hours as eligibility_hours,
        parameters.plan_automatic_enrollment_default_rate as default_rate,
        parameters.plan_automatic_increase_step as increase_step,
        parameters.plan_automatic_increase_cap as increase_cap,
        parameters.plan_automatic_increase_first_after_years as increase_after_years,
        parameters.plan_automatic_increase_opt_out_rate as increase_opt_out_rate,
        parameters.plan_automatic_increase_first_opt_out_rate
            as increase_first_opt_out_rate,
        coalesce(
            1 + max(
                case
                    when not parameters.plan_automatic_increase_enabled
                        then parameters.plan_year
                end
            ) over (
                partition by parameters.scenario_key
                order by parameters.plan_year
                rows between unbounded preceding and current row
            ),
            cast(parameters.simulation_start_year as integer)
        ) as increases_since,
        case
            when parameters.plan_automatic_increase_scope = 'all' then make_date(1, 1, 1)
            else
                coalesce(
                    parameters.plan_automatic_increase_hired_on_or_after,
                    make_date(cast(parameters.simulation_start_year as integer), 1, 1)
                )
        end as increase_hired_on_or_after,
        parameters.behavior_active_choice as active_choice_rate,
        parameters.behavior_at_match_top as match_top_share,
        parameters.behavior_match_seeking as match_seeking_rate,
        parameters.behavior_match_change_reaction as match_reaction_rate,
        cast(parameters.behavior_rate_changes_stop_rate as double) as stop_rate,
        cast(parameters.behavior_rate_changes_raise_rate as double) as raise_rate,
        -- The middle of the draw, below those who lower the rate where they reach into it.
        cast(
            least(
                (1 - parameters.behavior_rate_changes_raise_rate) * 0.5,
                1 - parameters.behavior_rate_changes_lower_rate
                - parameters.behavior_rate_changes_raise_rate
            ) as double
        ) as raised_from,
        cast(1 - parameters.behavior_rate_changes_lower_rate as double) as lowered_from,
        parameters.behavior_rate_changes_step as change_step,
        tops.match_top,
        lag(tops.match_top) over (
            partition by parameters.scenario_key
            order by parameters.plan_year
        ) as prior_match_top,
        prices.price_index,
        limits.elective_deferral as deferral_limit,
        limits.elective_deferral
        + case when parameters.plan_catch_up then limits.catch_up else 0 end
            as deferral_limit_at_50,
        limits.elective_deferral + case
            when not parameters.plan_catch_up then 0
            when parameters.plan_super_catch_up
                then coalesce(limits.super_catch_up, limits.catch_up)
            else limits.catch_up
        end as deferral_limit_at_60,
        limits.roth_catch_up_wages,

        parameters.plan_automatic_enrollment_enabled as automatic_enrollment,
        parameters.plan_automatic_enrollment_enabled
        and parameters.plan_automatic_enrollment_scope = 'all_eligible'
        and not coalesce(
            lag(parameters.plan_automatic_enrollment_enabled) over (
                partition by parameters.scenario_key
                order by parameters.plan_year
            ),
            false
        ) as sweeps,
        parameters.plan_eligibility_years_by = 'hours' as counts_hours,
        parameters.plan_eligibility_computation_periods = 'plan_years' as counts_plan_years,
        parameters.plan_eligibility_service_completed_on = 'anniversary'
            as completes_on_anniversary,
        parameters.plan_eligibility_long_term_part_time = 'all_contributions'
            as pays_long_term_part_time,
        parameters.plan_eligibility_years_by = 'hours'
        or coalesce(
            cast(parameters.plan_eligibility_employer_minimum_age as varchar),
            cast(parameters.plan_eligibility_employer_service_months as varchar),
            parameters.plan_eligibility_employer_entry
        ) is not null as has_employer_entries,
        parameters.plan_automatic_increase_enabled as automatic_increase,
        parameters.plan_match_service_as_of = 'year_start' as tops_at_opening,
        parameters.plan_roth as allows_roth,
        parameters.plan_safe_harbor as is_safe_harbor,
        parameters.plan_forfeitures = 'reduce_contributions' as nets_forfeitures,
        parameters.plan_forfeitures = 'reallocate' as reallocates_forfeitures,
        prices.is_projected as limits_are_projected

    from parameters

    inner join scenarios
        on parameters.scenario_key = scenarios.scenario_key

    inner join tops
        on
            parameters.scenario_key = tops.scenario_key
            and parameters.plan_year = tops.plan_year

    inner join prices
        on
            parameters.scenario_key = prices.scenario_key
            and parameters.plan_year = prices.plan_year

    inner join limits
        on
            parameters.scenario_key = limits.scenario_key
            and parameters.plan_year = limits.plan_year

)

select * from provisions
