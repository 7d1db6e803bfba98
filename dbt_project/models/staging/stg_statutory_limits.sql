-- One row per scenario and plan year, from the year before the first plan year on.
--
-- Beyond the last published year the limits grow with prices; the increase is rounded down
-- to 500 dollars for 402(g) and catch-up, 1,000 for 415(c), 5,000 for 401(a)(17), the pay of
-- highly compensated and key employees and that of Roth catch-up: 26 USC 402(g)(4),
-- 414(v)(2)(C), 415(d)(4), 401(a)(17)(B), 416(i)(1), 414(v)(7)(E). The Social Security wage base
-- grows with wages, to the nearest 300 dollars: 42 USC 430(b).

with

prices as (

    select * from {{ ref('stg_prices') }}

),

overrides as (

    select * from {{ source('inputs', 'plan_years') }}

),

scenarios as (

    select * from {{ ref('stg_scenarios') }}

),

published as (

    select
        *,
        max(plan_year) over () as last_year
    from {{ ref('statutory_limits') }}

),

projected as (

    select
        prices.scenario_key,

        prices.plan_year,

        {{ projected_limit('elective_deferral', 500) }} as elective_deferral,
        {{ projected_limit('catch_up', 500) }} as catch_up,
        {{ projected_limit('super_catch_up', 500) }} as super_catch_up,
        {{ projected_limit('compensation', 5000) }} as compensation,
        {{ projected_limit('annual_additions', 1000) }} as annual_additions,
        {{ projected_limit('hce_compensation', 5000) }} as hce_compensation,
        {{ projected_limit('key_employee_compensation', 5000) }} as key_employee_compensation,
        {{ projected_wage_base() }} as social_security_wage_base,
        {{ projected_limit('roth_catch_up_wages', 5000) }} as roth_catch_up_wages,

        prices.plan_year > published.last_year as is_projected

    from prices

    inner join published
        on least(prices.plan_year, published.last_year) = published.plan_year

),

limited as (

    select
        projected.scenario_key,

        projected.plan_year,

        coalesce(overrides.plan_limits_elective_deferral, projected.elective_deferral)
            as elective_deferral,
        coalesce(overrides.plan_limits_catch_up, projected.catch_up) as catch_up,
        coalesce(overrides.plan_limits_super_catch_up, projected.super_catch_up)
            as super_catch_up,
        coalesce(overrides.plan_limits_compensation, projected.compensation) as compensation,
        coalesce(overrides.plan_limits_annual_additions, projected.annual_additions)
            as annual_additions,
        coalesce(overrides.plan_limits_hce_compensation, projected.hce_compensation)
            as hce_compensation,
        coalesce(
            overrides.plan_limits_key_employee_compensation, projected.key_employee_compensation
        ) as key_employee_compensation,
        coalesce(
            overrides.plan_limits_social_security_wage_base, projected.social_security_wage_base
        ) as social_security_wage_base,
        coalesce(overrides.plan_limits_roth_catch_up_wages, projected.roth_catch_up_wages)
            as roth_catch_up_wages,

        projected.is_projected

    from projected

    -- The year before the first has no parameters of its own: what a scenario says of its
    -- first year also decides whose pay of the year before was high.
    left join scenarios
        on projected.scenario_key = scenarios.scenario_key

    left join overrides
        on
            projected.scenario_key = overrides.scenario_key
            and overrides.plan_year
            = greatest(projected.plan_year, coalesce(scenarios.start_year, projected.plan_year))

)

select * from limited
