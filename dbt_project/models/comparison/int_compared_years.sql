-- One row per scenario with a baseline and plan year that both have.
--
-- Whether both have the same people, and whether match and core follow the same rules in the
-- year: then neither can be what makes their costs differ.

with

scenarios as (

    select * from {{ ref('stg_scenarios') }}

),

parameters as (

    select
        scenario_key,

        plan_year,

        -- Whom the employer's money is for is a part of its formula. By the beginning of their
        -- names, so that a parameter that is new is compared, too.
        cast(
            row(*columns('^plan_(match|eligibility_(employer|long_term))_')) as varchar
        ) as match_terms,
        cast(
            row(*columns('^plan_(core|eligibility_(employer|long_term))_')) as varchar
        ) as core_terms

    from {{ source('inputs', 'plan_years') }}

),

tiers as (

    select
        scenario_key,

        plan_year,

        string_agg(
            cast(row(service_from, tier_from, rate) as varchar),
            ';' order by service_from, tier_from, tier_to nulls last
        ) as tiers

    from {{ ref('stg_match_tiers') }}

    group by 1, 2

),

core_bands as (

    select
        scenario_key,
        string_agg(
            cast(row(parameter, lower_bound, value) as varchar),
            ';' order by parameter, lower_bound
        ) as bands

    from {{ source('inputs', 'bands') }}

    where parameter like 'plan.core.%'

    group by 1

),

terms as (

    select
        parameters.scenario_key,

        parameters.plan_year,

        parameters.match_terms || coalesce(tiers.tiers, '') as match_terms,
        parameters.core_terms || coalesce(core_bands.bands, '') as core_terms

    from parameters

    left join tiers
        on
            parameters.scenario_key = tiers.scenario_key
            and parameters.plan_year = tiers.plan_year

    left join core_bands
        on parameters.scenario_key = core_bands.scenario_key

),

compared as (

    select
        scenarios.scenario_key,
        scenarios.scenario_id,
        baselines.scenario_key as baseline_key,
        baselines.scenario_id as baseline_id,

        terms.plan_year,

        scenarios.workforce_key = baselines.workforce_key as shares_workforce,
        terms.match_terms = baseline_terms.match_terms as shares_match,
        terms.core_terms = baseline_terms.core_terms as shares_core,
        scenarios.census_id = baselines.census_id
        and scenarios.seed = baselines.seed
        and scenarios.start_year = baselines.start_year as is_paired,
        scenarios.start_year = baselines.start_year
        and scenarios.end_year = baselines.end_year as has_same_horizon

    from scenarios

    inner join scenarios as baselines
        on scenarios.baseline_key = baselines.scenario_key

    inner join terms
        on scenarios.scenario_key = terms.scenario_key

    inner join terms as baseline_terms
        on
            baselines.scenario_key = baseline_terms.scenario_key
            and terms.plan_year = baseline_terms.plan_year

)

select * from compared
