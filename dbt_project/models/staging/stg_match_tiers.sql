-- One row per scenario, plan year, service band and tier of the match.
--
-- The match of a deferral is the amount earned below the tier it ends in plus the tier's
-- rate on the rest. A last tier without an end matches nothing, so that every deferral
-- ends in exactly one tier.

with

tiers as (

    select * from {{ source('inputs', 'match_tiers') }}

),

service_bands as (

    select * from {{ ref('stg_match_service_bands') }}

),

started as (

    select
        service_bands.scenario_key,
        service_bands.service_from,
        service_bands.service_to,

        service_bands.plan_year,

        coalesce(
            lag(tiers.up_to) over (
                partition by tiers.scenario_key, tiers.plan_year, tiers.service_from
                order by tiers.up_to
            ), 0
        ) as tier_from,
        tiers.up_to as tier_to,
        tiers.rate

    from service_bands

    inner join tiers
        on
            service_bands.scenario_key = tiers.scenario_key
            and service_bands.plan_year = tiers.plan_year
            and service_bands.service_from = tiers.service_from

),

ended as (

    select
        service_bands.scenario_key,
        service_bands.service_from,
        service_bands.service_to,

        service_bands.plan_year,

        coalesce(max(tiers.up_to), 0) as tier_from,
        cast(null as decimal(9, 6)) as tier_to,
        cast(0 as decimal(9, 6)) as rate

    from service_bands

    left join tiers
        on
            service_bands.scenario_key = tiers.scenario_key
            and service_bands.plan_year = tiers.plan_year
            and service_bands.service_from = tiers.service_from

    group by 1, 2, 3, 4

),

listed as (

    select * from started
    union all
    select * from ended

),

earned as (

    select
        *,
        cast(
            coalesce(
                sum((tier_to - tier_from) * rate) over (
                    partition by scenario_key, plan_year, service_from
                    order by tier_from, tier_to nulls last
                    rows between unbounded preceding and 1 preceding
                ), 0
            ) as decimal(18, 12)
        ) as rate_below,
        max(case when rate > 0 then tier_to else 0 end) over (
            partition by scenario_key, plan_year, service_from
        ) as match_top

    from listed

)

select * from earned
