-- One row per scenario, replicate, plan year and employee employed at any time in it.
--
-- Each dollar deferred is matched at the rate of the tier it falls in; tiers are fractions
-- of plan pay. Completed years of service are counted on 31 December, or at departure.

with

deferred as (

    select * from {{ ref('int_deferrals') }}

),

tiers as (

    select * from {{ ref('stg_match_tiers') }}

),

matched as (

    select
        deferred.*,
        {{ half_up(
            'cast(tiers.rate_below as decimal(24, 12)) * deferred.plan_compensation'
            ~ ' + tiers.rate * cast('
            ~ '     deferred.deferral_allowed + deferred.catch_up'
            ~ '     - tiers.tier_from * deferred.plan_compensation as decimal(28, 8)'
            ~ ' )'
        ) }} as match_formula,
        {{ half_up('tiers.match_top * deferred.plan_compensation') }} as matchable_deferral

    from deferred

    inner join tiers
        on
            deferred.scenario_key = tiers.scenario_key
            and deferred.plan_year = tiers.plan_year
            and deferred.tenure_years >= tiers.service_from
            and (tiers.service_to is null or deferred.tenure_years < tiers.service_to)
            and deferred.deferral_allowed + deferred.catch_up
            >= tiers.tier_from * deferred.plan_compensation
            and (
                tiers.tier_to is null
                or deferred.deferral_allowed + deferred.catch_up
                < tiers.tier_to * deferred.plan_compensation
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
