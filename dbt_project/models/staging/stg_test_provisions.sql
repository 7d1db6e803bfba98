-- One row per scenario and plan year: how the plan is tested.
--
-- A safe harbor passes ADP: 26 USC 401(k)(12), (13). It passes ACP if nothing beyond 6 % of pay
-- is matched, no rate rises with deferrals or differs between people and no condition keeps anybody
-- from it: 401(m)(11), (12). It is not top-heavy if it holds nothing but deferrals and safe harbor
-- contributions: 416(g)(4)(H). Profit sharing and reallocated forfeitures are other money.

with

parameters as (

    select * from {{ source('inputs', 'plan_years') }}

),

forms as (

    select * from {{ ref('stg_match_forms') }}

),

scenarios as (

    select * from {{ ref('stg_scenarios') }}

),

core_rates as (

    select
        parameters.scenario_key,

        parameters.plan_year,

        min(bands.rate) as lowest_rate,
        max(bands.rate) as highest_rate

    from parameters

    inner join {{ ref('stg_core_rates') }} as bands
        on parameters.scenario_key = bands.scenario_key

    where bands.basis_number >= {{ lowest_core_basis('parameters', 'bands') }}

    group by 1, 2

),

levels as (

    select
        census_id,
        max(job_level) as highest_level

    from {{ ref('stg_employees') }}

    group by 1

),

provisions as (

    select
        parameters.scenario_key,
        scenarios.workforce_key,

        parameters.plan_year,

        cast(round(parameters.plan_testing_prior_year_adp * 10000) as bigint) as prior_adp_points,
        cast(round(parameters.plan_testing_prior_year_acp * 10000) as bigint) as prior_acp_points,
        coalesce(parameters.plan_testing_officer_level, levels.highest_level) as officer_level,

        parameters.plan_testing_method = 'prior' as uses_prior_year,
        parameters.plan_testing_first_year = 'deemed' as deems_first_year,
        coalesce(
            extract(year from parameters.plan_established) = parameters.plan_year, false
        ) as is_first_plan_year,
        parameters.plan_year = scenarios.start_year as is_first_simulated_year,
        parameters.plan_testing_top_paid_group as elects_top_paid_group,
        parameters.plan_safe_harbor as deems_adp,
        parameters.plan_safe_harbor
        and not forms.rises_with_deferrals
        and not forms.varies_with_service
        and forms.match_top <= 0.06
        and not parameters.plan_match_last_day_rule
        and parameters.plan_match_minimum_hours = 0 as deems_acp,
        -- A core contribution is the safe harbor's own only where the match is not.
        coalesce(parameters.plan_core_profit_sharing, 0) = 0
        and parameters.plan_forfeitures <> 'reallocate'
        and (
            coalesce(core_rates.highest_rate, parameters.plan_core_rate) = 0
            or (
                coalesce(core_rates.lowest_rate, parameters.plan_core_rate) >= 0.03
                and not forms.reaches_basic
            )
        ) as has_no_other_money

    from parameters

    inner join forms
        on
            parameters.scenario_key = forms.scenario_key
            and parameters.plan_year = forms.plan_year

    inner join scenarios
        on parameters.scenario_key = scenarios.scenario_key

    left join core_rates
        on
            parameters.scenario_key = core_rates.scenario_key
            and parameters.plan_year = core_rates.plan_year

    left join levels
        on scenarios.census_id = levels.census_id

)

select * from provisions
