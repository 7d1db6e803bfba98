-- One row per scenario, replicate, plan year and employee employed at any time in it.
--
-- What passes 415(c) is cut from deferrals that nothing is matched of first, then from
-- matched deferrals with their match. Both follow from the tiers: the most is kept that,
-- with its match, has room. Where single pay periods are matched, their deferrals are cut in
-- proportion with their match.

with

exceeded as (

    select * from {{ ref('int_excess_additions') }}

),

tiers as (

    {{ match_tiers() }}

),

solved as (

    select
        exceeded.*,
        (
            (2 * exceeded.room_cents + 1) * cast(5000000000 as hugeint) * days_employed
            - ({{ by_days('tiers', 'pay_points') }}) * pay_cents - 1
        ) // (
            cast(10000000000 as hugeint) * days_employed + {{ by_days('tiers', 'rate_points') }}
        ) as by_tier_cents

    from exceeded

    left join tiers
        on
            exceeded.cut_key = tiers.scenario_key
            and exceeded.plan_year = tiers.plan_year
            and exceeded.closing_service >= tiers.service_from
            and (tiers.service_to is null or exceeded.closing_service < tiers.service_to)
            and (exceeded.opening_service < tiers.service_from) = tiers.is_change
            and {{ additions_at('tiers', 'from_points') }}
            < (2 * exceeded.room_cents + 1) * cast(5000000000000000 as hugeint) * days_employed
            and (
                tiers.tier_to is null
                or {{ additions_at('tiers', 'to_points') }}
                >= (2 * exceeded.room_cents + 1)
                * cast(5000000000000000 as hugeint) * days_employed
            )

),

chosen as (

    select
        *,
        case
            when matched_by_period is null then by_tier_cents
            when matched_by_period > 0
                then
                    (
                        (2 * room_cents + 1)
                        * cast({{ cents('matched_by_period') }} as hugeint) - 1
                    ) // (2 * {{ cents('matched_by_period + match_allowed') }})
        end as formula_cents,
        case
            when matched_by_period is null then {{ cents('match_limit') }}
            else {{ cents('match_allowed') }}
        end as most_match_cents

    from solved

),

kept as (

    select
        *,
        case
            when cut_key is null then {{ cents('deferral_total') }}
            else
                greatest(
                    {{ cents('catch_up') }},
                    least(
                        {{ cents('deferral_total') }},
                        greatest(coalesce(formula_cents, 0), room_cents - most_match_cents)
                    )
                )
        end as kept_cents

    from chosen

)

select * from kept
