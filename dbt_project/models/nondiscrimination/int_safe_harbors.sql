-- One row per scenario and plan year: what the design fulfils of the safe harbors.
--
-- The match must reach the basic formula at every deferral, 26 USC 401(k)(12)(B), or with
-- qualified automatic enrollment the lower one of 401(k)(13)(D)(i)(I), and its rate may
-- not rise with deferrals; or core is 3 % of everybody's pay, 401(k)(12)(C), in its lowest
-- band. Neither may have a condition of hours, of the last day or of more than a year of
-- service. That money is vested at once, with qualified automatic enrollment after two
-- years, 401(k)(13)(D)(iii).

with

parameters as (

    select * from {{ source('inputs', 'plan_years') }}

),

forms as (

    select * from {{ ref('stg_match_forms') }}

),

limits as (

    select * from {{ ref('stg_statutory_limits') }}

),

schedules as (

    select
        scenario_key,

        plan_year,

        bool_and(default_rate >= least_rate and default_rate <= most_rate) as is_qualified

    from {{ ref('int_default_rates') }}

    group by 1, 2

),

vested as (

    select
        scenario_key,
        max(match_vested) filter (where service_years = 0) as match_vested_at_once,
        max(core_vested) filter (where service_years = 0) as core_vested_at_once,
        max(match_vested) filter (where service_years = 2) as match_vested_after_two,
        max(core_vested) filter (where service_years = 2) as core_vested_after_two

    from {{ ref('stg_vesting_by_service') }}

    where service_years <= 2

    group by 1

),

core_rates as (

    select
        parameters.scenario_key,

        parameters.plan_year,

        min(bands.rate) as lowest_rate

    from parameters

    inner join {{ ref('stg_core_rates') }} as bands
        on parameters.scenario_key = bands.scenario_key

    where bands.basis_number >= {{ lowest_core_basis('parameters', 'bands') }}

    group by 1, 2

),

conditions as (

    select
        scenario_key,

        plan_year,

        plan_match_last_day_rule
        or plan_match_minimum_hours > 0
        or coalesce(plan_eligibility_employer_service_months > 12, false)
            as has_match_conditions,
        plan_core_last_day_rule
        or plan_core_minimum_hours > 0
        or coalesce(plan_eligibility_employer_service_months > 12, false)
            as has_core_conditions

    from parameters

),

fulfilled as (

    select
        parameters.scenario_key,

        parameters.plan_year,

        parameters.plan_safe_harbor as is_safe_harbor,
        parameters.plan_automatic_enrollment_enabled
        and parameters.plan_automatic_enrollment_scope = 'all_eligible'
        and schedules.is_qualified as has_qualified_enrollment,
        forms.reaches_basic
        and not conditions.has_match_conditions
        and not forms.rises_with_deferrals
        and coalesce(parameters.plan_match_maximum >= 0.04 * limits.compensation, true)
            as has_basic_match,
        forms.reaches_qaca
        and not conditions.has_match_conditions
        and not forms.rises_with_deferrals
        and coalesce(parameters.plan_match_maximum >= 0.035 * limits.compensation, true)
            as has_qaca_match,
        coalesce(core_rates.lowest_rate, parameters.plan_core_rate) >= 0.03
        and not conditions.has_core_conditions as has_core,
        conditions.has_match_conditions,
        conditions.has_core_conditions,
        vested.match_vested_at_once = 1 as has_match_vested_at_once,
        vested.core_vested_at_once = 1 as has_core_vested_at_once,
        vested.match_vested_after_two = 1 as has_match_vested_after_two,
        vested.core_vested_after_two = 1 as has_core_vested_after_two,
        forms.rises_with_deferrals,
        forms.varies_with_service,
        forms.match_top > 0.06 as matches_beyond_six_percent

    from parameters

    inner join forms
        on
            parameters.scenario_key = forms.scenario_key
            and parameters.plan_year = forms.plan_year

    inner join limits
        on
            parameters.scenario_key = limits.scenario_key
            and parameters.plan_year = limits.plan_year

    inner join schedules
        on
            parameters.scenario_key = schedules.scenario_key
            and parameters.plan_year = schedules.plan_year

    inner join conditions
        on
            parameters.scenario_key = conditions.scenario_key
            and parameters.plan_year = conditions.plan_year

    left join core_rates
        on
            parameters.scenario_key = core_rates.scenario_key
            and parameters.plan_year = core_rates.plan_year

    inner join vested
        on parameters.scenario_key = vested.scenario_key

)

select * from fulfilled
