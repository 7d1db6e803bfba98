-- One row per scenario and year from the last published statutory limits to the last plan year.
--
-- Years before the simulation grow at the first plan year's rate.

with

scenarios as (

    select * from {{ ref('stg_scenarios') }}

),

parameters as (

    select * from {{ source('inputs', 'plan_years') }}

),

published as (

    select max(plan_year) as last_year from {{ ref('statutory_limits') }}

),

spanned as (

    select
        scenarios.scenario_key,
        scenarios.start_year,

        cast(
            unnest(
                range(
                    least(published.last_year, scenarios.start_year - 1),
                    scenarios.end_year + 1
                )
            ) as integer
        ) as plan_year,

        published.last_year

    from scenarios

    cross join published

),

priced as (

    select
        spanned.scenario_key,

        spanned.plan_year,

        spanned.start_year,
        spanned.last_year,
        {{ running_product(
            'parameters.economy_price_inflation',
            'spanned.scenario_key',
            'spanned.plan_year'
        ) }} as price_level,
        {{ running_product(
            'coalesce(parameters.economy_wage_growth, parameters.economy_price_inflation)',
            'spanned.scenario_key',
            'spanned.plan_year'
        ) }} as wage_level

    from spanned

    inner join parameters
        on
            spanned.scenario_key = parameters.scenario_key
            and greatest(spanned.plan_year, spanned.start_year) = parameters.plan_year

),

indexed as (

    select
        priced.scenario_key,

        priced.plan_year,

        priced.price_level / first_year.price_level as price_index,
        case
            when priced.plan_year > priced.last_year
                then priced.price_level / published_year.price_level
            else 1
        end as limit_index,
        case
            when priced.plan_year > priced.last_year
                then priced.wage_level / published_year.wage_level
            else 1
        end as wage_index,

        priced.plan_year > priced.last_year as is_projected

    from priced

    inner join priced as first_year
        on
            priced.scenario_key = first_year.scenario_key
            and priced.start_year = first_year.plan_year

    left join priced as published_year
        on
            priced.scenario_key = published_year.scenario_key
            and priced.last_year = published_year.plan_year

)

select * from indexed
