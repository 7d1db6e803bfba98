-- One row per scenario, replicate, plan year and employee employed at any time in it.
--
-- What passes 415(c) is cut from deferrals that nothing is matched of first, then from
-- matched deferrals with their match. Both follow from the tiers: the most is kept that,
-- with its match, has room. Where single pay periods are matched, their deferrals are cut in
-- proportion with their match.

with

exceeded as (

    select
        *,
        is_cut
        and matched_by_period is null
        and room_cents >= 0
        and pay_cents > 0 as is_looked_up

    from {{ ref('int_excess_additions') }}

),

tiers as (

    {{ cut_tiers() }}

),

solved as (

    select
        exceeded.*,
        case
            when exceeded.is_looked_up
                then
                    (
                        (2 * exceeded.room_cents + 1)
                        * cast(5000000000 as hugeint) * {{ weighing_days('tiers') }}
                        - ({{ by_days('tiers', 'pay_points') }}) * exceeded.pay_cents - 1
                    ) // (
                        cast(10000000000 as hugeint) * {{ weighing_days('tiers') }}
                        + {{ by_days('tiers', 'rate_points') }}
                    )
        end as by_tier_cents

    from exceeded

    inner join tiers
        on
            case when exceeded.is_looked_up then exceeded.scenario_key else 0 end
            = tiers.scenario_key
            and case when exceeded.is_looked_up then exceeded.plan_year else 0 end
            = tiers.plan_year
            and case
                when not exceeded.is_looked_up then true
                else
                    exceeded.closing_service >= tiers.service_from
                    and exceeded.closing_service < tiers.closing_to
                    and exceeded.opening_service >= tiers.opening_from
                    and exceeded.opening_service < tiers.opening_to
                    and {{ additions_at('tiers', 'from_points') }}
                    < (2 * exceeded.room_cents + 1)
                    * cast(5000000000000000 as hugeint) * {{ weighing_days('tiers') }}
                    and {{ additions_at('tiers', 'to_points') }}
                    >= (2 * exceeded.room_cents + 1)
                    * cast(5000000000000000 as hugeint) * {{ weighing_days('tiers') }}
            end

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
        end as formula_cents

    from solved

),

kept as (

    select
        *,
        case
            when is_cut
                then
                    greatest(
                        {{ cents('catch_up') }},
                        least(
                            {{ cents('deferral_total') }},
                            greatest(
                                coalesce(formula_cents, 0),
                                room_cents - {{ cents('match_allowed') }}
                            )
                        )
                    )
            else {{ cents('deferral_total') }}
        end as kept_cents

    from chosen

)

select * from kept
