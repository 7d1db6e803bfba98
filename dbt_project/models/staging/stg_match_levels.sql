-- One row per scenario, plan year, service band and deferral at which a formula bends.
--
-- Between two bends the match and the least match of a safe harbor are straight lines: who is
-- above at both ends is above in between. The basic formula is 100 % of 3 % and 50 % of the next
-- 2 %, 26 USC 401(k)(12)(B)(i); with qualified automatic enrollment it is 100 % of 1 % and 50 % of
-- the next 5 %, 401(k)(13)(D)(i)(I).

with

tiers as (

    select * from {{ ref('stg_match_tiers') }}

),

bends as (

    select
        scenario_key,
        plan_year,
        service_from,
        tier_from as deferral_rate

    from tiers

    union

    select
        tiers.scenario_key,
        tiers.plan_year,
        tiers.service_from,
        bounds.deferral_rate

    from tiers

    cross join (
        values (0.01), (0.03), (0.05), (0.06), (1.0)
    ) as bounds (deferral_rate)

),

matched as (

    select
        bends.scenario_key,
        bends.service_from,

        bends.plan_year,

        bends.deferral_rate,
        tiers.rate_below + tiers.rate * (bends.deferral_rate - tiers.tier_from) as match_rate,
        least(bends.deferral_rate, 0.03)
        + 0.5 * (least(bends.deferral_rate, 0.05) - least(bends.deferral_rate, 0.03))
            as basic_rate,
        least(bends.deferral_rate, 0.01)
        + 0.5 * (least(bends.deferral_rate, 0.06) - least(bends.deferral_rate, 0.01))
            as qaca_rate

    from bends

    inner join tiers
        on
            bends.scenario_key = tiers.scenario_key
            and bends.plan_year = tiers.plan_year
            and bends.service_from = tiers.service_from
            and bends.deferral_rate >= tiers.tier_from
            and (tiers.tier_to is null or bends.deferral_rate < tiers.tier_to)

)

select * from matched
