-- One row per scenario and plan year: what the design fulfils of the safe harbors.
--
-- The match must reach the basic formula at every deferral, 26 USC 401(k)(12)(B), or with qualified
-- automatic enrollment the lower one of 401(k)(13)(D)(i)(I), and its rate may not rise with
-- deferrals; or core is 3 % of pay, 401(k)(12)(C). That money is vested at once, with qualified
-- automatic enrollment after two years, 401(k)(13)(D)(iii).

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

fulfilled as (

    select
        parameters.scenario_key,

        parameters.plan_year,

        parameters.plan_safe_harbor as is_safe_harbor,
        parameters.plan_automatic_enrollment_enabled
        and parameters.plan_automatic_enrollment_scope = 'all_eligible'
        and schedules.is_qualified as has_qualified_enrollment,
        forms.reaches_basic
        and not forms.rises_with_deferrals
        and coalesce(parameters.plan_match_maximum >= 0.04 * limits.compensation, true)
            as has_basic_match,
        forms.reaches_qaca
        and not forms.rises_with_deferrals
        and coalesce(parameters.plan_match_maximum >= 0.035 * limits.compensation, true)
            as has_qaca_match,
        parameters.plan_core_rate >= 0.03 as has_core,
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

    inner join vested
        on parameters.scenario_key = vested.scenario_key

)

select * from fulfilled
