-- One row per scenario, replicate, plan year and employee employed at any time in it.
--
-- Each dollar deferred is matched at the rate of the tier it falls in; tiers are fractions
-- of plan pay. What was deferred before the entry to match and core is not matched. A
-- maximum in dollars comes last, and nothing is matched for those who do not meet the
-- plan's conditions.

with

deferred as (

    select * from {{ ref('int_deferrals') }}

),

tiers as (

    {{ match_tiers() }}

),

by_pay_period as (

    select * from {{ ref('int_pay_period_matches') }}

),

counted as (

    select
        *,
        {{ cents('employer_compensation') }} as pay_cents,
        case
            when deferral_before_match > 0
                then {{ cents(
                    'greatest(0, deferral_allowed + catch_up - deferral_before_match)'
                ) }}
            else {{ cents('deferral_allowed + catch_up') }}
        end as deferral_cents,
        case
            when opening_service < closing_service
                then {{ days_between('first_day', 'last_day') }}
        end as days_employed,
        case
            when opening_service < closing_service
                then {{ days_between(
                    'first_day', plus_months('hire_date', '12 * tenure_years') ~ ' - 1'
                ) }}
        end as opening_days

    from deferred

),

placed as (

    select
        *,
        {{ tier_position('deferral_cents * 1000000', 'pay_cents') }} as tier_position

    from counted

),

matched as (

    select
        placed.*,
        {{ tier_match('tiers', 'placed.deferral_cents', 'placed.pay_cents') }} as year_formula

    from placed

    inner join tiers
        on {{ in_match_tier('placed', 'tiers') }}

),

chosen as (

    select
        matched.*,
        by_pay_period.matched_deferral as matched_by_period,
        coalesce(by_pay_period.match_by_period, matched.year_formula) as match_formula,
        case when matched.loses_match then 0 else matched.match_maximum end as match_limit

    from matched

    left join by_pay_period
        on
            matched.scenario_key = by_pay_period.scenario_key
            and matched.replicate = by_pay_period.replicate
            and matched.plan_year = by_pay_period.plan_year
            and matched.person_number = by_pay_period.person_number

),

contributed as (

    select
        *,
        least(match_formula, coalesce(match_limit, match_formula)) as match_allowed

    from chosen

)

select * from contributed
