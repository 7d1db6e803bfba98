-- One row per scenario, plan year and completed years of service, where the match has bands.
--
-- Where it has none, the top of the match is the same for everybody: stg_plan_years has it.

with

tiers as (

    select * from {{ ref('stg_match_tiers') }}

),

service_years as (

    select cast(unnest(range(0, 151)) as integer) as service_years

),

topped as (

    select
        tiers.scenario_key,
        service_years.service_years,

        tiers.plan_year,

        max(tiers.match_top) as match_top

    from tiers

    inner join service_years
        on
            tiers.service_from <= service_years.service_years
            and (tiers.service_to is null or tiers.service_to > service_years.service_years)

    where
        tiers.scenario_key in (
            select banded.scenario_key from tiers as banded
            where banded.service_from > 0
        )

    group by 1, 2, 3

)

select * from topped
