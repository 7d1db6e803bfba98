-- One row per scenario, replicate, plan year and employee employed at any time in it.
--
-- Each dollar deferred is matched at the rate of the tier it falls in; tiers are fractions
-- of plan pay. Completed years of service are counted on 31 December, or at departure.

with

deferred as (

    select * from {{ ref('int_deferrals') }}

),

tiers as (

    select
        *,
        cast(tier_from * 1000000 as bigint) as from_points,
        cast(tier_to * 1000000 as bigint) as to_points,
        cast(rate * 10000000000 as bigint) as rate_points,
        cast(
            round(cast(rate_below - rate * tier_from as double) * 10000000000) as bigint
        ) as pay_points

    from {{ ref('stg_match_tiers') }}

),

counted as (

    select
        *,
        {{ cents('plan_compensation') }} as pay_cents,
        {{ cents('deferral_allowed + catch_up') }} as deferral_cents

    from deferred

),

matched as (

    select
        counted.*,
        {{ dollars(
            '(tiers.pay_points * counted.pay_cents'
            ~ ' + tiers.rate_points * counted.deferral_cents + 5000000000) // 10000000000'
        ) }} as match_formula,
        {{ half_up('tiers.match_top * counted.plan_compensation') }} as matchable_deferral

    from counted

    inner join tiers
        on
            counted.scenario_key = tiers.scenario_key
            and counted.plan_year = tiers.plan_year
            and counted.tenure_years >= tiers.service_from
            and (tiers.service_to is null or counted.tenure_years < tiers.service_to)
            and counted.deferral_cents * 1000000 >= tiers.from_points * counted.pay_cents
            and (
                tiers.tier_to is null
                or counted.deferral_cents * 1000000 < tiers.to_points * counted.pay_cents
            )

),

contributed as (

    select
        *,
        least(match_formula, coalesce(match_maximum, match_formula)) as match_allowed,
        {{ half_up('core_rate * plan_compensation') }} as core_allowed

    from matched

)

select * from contributed
