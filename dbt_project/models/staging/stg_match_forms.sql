-- One row per scenario and plan year: what the law asks of the match's formula.
--
-- A rate that rises with deferrals, deferrals matched beyond 6 % of pay and rates that differ
-- between people keep a match out of the safe harbor of 26 USC 401(m)(11)(B) and (12).

with

levels as (

    select * from {{ ref('stg_match_levels') }}

),

tiers as (

    select * from {{ ref('stg_match_tiers') }}

),

levelled as (

    select
        scenario_key,

        plan_year,

        max(match_rate) as highest_rate,

        bool_and(match_rate >= basic_rate) as reaches_basic,
        bool_and(match_rate >= qaca_rate) as reaches_qaca

    from levels

    group by 1, 2

),

compared as (

    select
        *,
        lag(rate) over (
            partition by scenario_key, plan_year, service_from
            order by tier_from, tier_to nulls last
        ) as rate_before

    from tiers

),

shaped as (

    select
        scenario_key,

        plan_year,

        max(match_top) as match_top,

        bool_or(coalesce(rate > rate_before, false)) as rises_with_deferrals,
        max(service_from) > 0 as varies_with_service

    from compared

    group by 1, 2

),

joined as (

    select
        shaped.scenario_key,

        shaped.plan_year,

        shaped.match_top,
        levelled.highest_rate,

        shaped.rises_with_deferrals,
        shaped.varies_with_service,
        levelled.reaches_basic,
        levelled.reaches_qaca

    from shaped

    inner join levelled
        on
            shaped.scenario_key = levelled.scenario_key
            and shaped.plan_year = levelled.plan_year

)

select * from joined
