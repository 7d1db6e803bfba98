-- One row per scenario, plan year and check of a safe harbor: formula, vesting or match.
--
-- A finding is null where nothing is wrong; an exemption says why the check does not apply.

with

safe_harbors as (

    select
        *,
        case
            when has_core_conditions then 'core has a condition of hours, last day or service'
            else 'core is below 3 % of pay'
        end as core_lack

    from {{ ref('int_safe_harbors') }}

),

formulas as (

    select
        scenario_key,
        'safe_harbor_formula' as check_name,

        plan_year,

        case when not is_safe_harbor then 'not a safe harbor' end as exemption,
        case
            when has_basic_match or has_core then null
            when has_qualified_enrollment and has_qaca_match then null
            when rises_with_deferrals
                then 'the rate of the match rises with deferrals, and ' || core_lack
            when has_match_conditions
                then 'the match has a condition of hours, last day or service, and ' || core_lack
            when has_qualified_enrollment
                then
                    'the match is below 100 % of 1 % and 50 % of the next 5 % of pay, and '
                    || core_lack
            else
                'the match is below 100 % of 3 % and 50 % of the next 2 % of pay, and '
                || core_lack
        end as finding

    from safe_harbors

),

vesting as (

    select
        scenario_key,
        'safe_harbor_vesting' as check_name,

        plan_year,

        case when not is_safe_harbor then 'not a safe harbor' end as exemption,
        case
            when has_basic_match and has_match_vested_at_once then null
            when has_core and has_core_vested_at_once then null
            when has_qualified_enrollment and has_qaca_match and has_match_vested_after_two
                then null
            when has_qualified_enrollment and has_core and has_core_vested_after_two then null
            when not (has_basic_match or has_core or has_qaca_match) then null
            when has_qualified_enrollment
                then 'the safe harbor contribution is not fully vested after two years'
            else 'the safe harbor contribution is not fully vested at once'
        end as finding

    from safe_harbors

),

match_limits as (

    select
        scenario_key,
        'safe_harbor_match' as check_name,

        plan_year,

        case when not is_safe_harbor then 'not a safe harbor' end as exemption,
        nullif(
            concat_ws(
                '; ',
                case when matches_beyond_six_percent then 'deferrals beyond 6 % are matched' end,
                case when rises_with_deferrals then 'the rate rises with deferrals' end,
                case when varies_with_service then 'the rate differs with service' end,
                case
                    when has_match_conditions
                        then 'the match has a condition of hours, last day or service'
                end
            ), ''
        ) || ': ACP is tested' as finding

    from safe_harbors

),

findings as (

    select * from formulas
    union all
    select * from vesting
    union all
    select * from match_limits

)

select * from findings
