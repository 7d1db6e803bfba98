-- One row per scenario, replicate, plan year and test: adp or acp.
--
-- The averages of both groups, and the average of the others that the test is made with: this
-- year's or the year before's, 26 USC 401(k)(3)(A), 401(m)(2)(A). In the year in which a plan is
-- established 3 % stands for the year before, 401(k)(3)(E). Averages in hundredths of a per cent.

with

plan_years as (

    select * from {{ ref('int_plan_years') }}

),

provisions as (

    select * from {{ ref('stg_test_provisions') }}

),

tests as (

    {% for test, points, tested in [
        ('adp', 'deferral', 'tested'), ('acp', 'match', 'match_tested')
    ] -%}
        select
            plan_years.scenario_key,
            plan_years.replicate,
            '{{ test }}' as test,

            plan_years.plan_year,

            plan_years.hce_{{ tested }} as hce_count,
            plan_years.nhce_{{ tested }} as nhce_count,
            plan_years.nhce_{{ tested }}_compensation as nhce_compensation,
            {{ average_half_up(
                'plan_years.hce_' ~ points ~ '_points', 'plan_years.hce_' ~ tested
            ) }} as hce_average,
            {{ average_half_up(
                'plan_years.nhce_' ~ points ~ '_points', 'plan_years.nhce_' ~ tested
            ) }} as nhce_average,
            provisions.prior_{{ test }}_points as prior_points,

            provisions.uses_prior_year,
            provisions.deems_first_year,
            provisions.is_first_plan_year,
            provisions.is_first_simulated_year,
            provisions.deems_{{ test }} as is_deemed_passed

        from plan_years

        inner join provisions
            on
                plan_years.scenario_key = provisions.scenario_key
                and plan_years.plan_year = provisions.plan_year
        {{ 'union all' if not loop.last }}
    {% endfor %}

),

compared as (

    select
        * exclude (prior_points, deems_first_year, is_first_plan_year, is_first_simulated_year),
        case
            when not uses_prior_year then nhce_average
            when is_first_plan_year and deems_first_year then 300
            when is_first_plan_year then nhce_average
            when is_first_simulated_year then coalesce(prior_points, nhce_average)
            else lag(nhce_average) over (
                partition by scenario_key, replicate, test
                order by plan_year
            )
        end as tested_average

    from tests

)

select * from compared
