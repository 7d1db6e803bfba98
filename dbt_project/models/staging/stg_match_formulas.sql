-- One row per scenario, plan year, service band, tier, and whether the band begins in the year.
--
-- Where the band changes on an anniversary, the year's match is that of both bands by days:
-- such rows are the slices of pay in which neither band's tier changes.

with

tiers as (

    select * from {{ ref('stg_match_tiers') }}

),

parameters as (

    select * from {{ source('inputs', 'plan_years') }}

),

unchanged as (

    select
        scenario_key,
        service_from,
        service_to,

        plan_year,

        tier_from,
        tier_to,
        cast(null as decimal(9, 6)) as opening_rate,
        cast(null as decimal(18, 12)) as opening_rate_below,
        rate,
        rate_below,
        match_top,

        false as is_change

    from tiers

),

changed as (

    select
        closing.scenario_key,
        closing.service_from,
        closing.service_to,

        closing.plan_year,

        greatest(opening.tier_from, closing.tier_from) as tier_from,
        case
            when opening.tier_to < closing.tier_to or closing.tier_to is null
                then opening.tier_to
            else closing.tier_to
        end as tier_to,
        opening.rate as opening_rate,
        cast(
            opening.rate_below + opening.rate
            * (greatest(opening.tier_from, closing.tier_from) - opening.tier_from)
            as decimal(18, 12)
        ) as opening_rate_below,
        closing.rate,
        cast(
            closing.rate_below + closing.rate
            * (greatest(opening.tier_from, closing.tier_from) - closing.tier_from)
            as decimal(18, 12)
        ) as rate_below,
        greatest(opening.match_top, closing.match_top) as match_top,

        true as is_change

    from tiers as closing

    inner join tiers as opening
        on
            closing.scenario_key = opening.scenario_key
            and closing.plan_year = opening.plan_year
            and closing.service_from = opening.service_to
            and (closing.tier_to is null or closing.tier_to > opening.tier_from)
            and (opening.tier_to is null or closing.tier_from < opening.tier_to)

    inner join parameters
        on
            closing.scenario_key = parameters.scenario_key
            and closing.plan_year = parameters.plan_year

    where parameters.plan_match_service_as_of = 'anniversary'

),

listed as (

    select * from unchanged
    union all
    select * from changed

)

select * from listed
