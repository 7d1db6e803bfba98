-- One row per scenario, replicate, plan year, failed test and highly compensated employee.
--
-- How much is in excess: the highest ratios come down to one level until the average passes, 26
-- USC 401(k)(8)(B), 401(m)(6)(B), 26 CFR 1.401(k)-2(b)(2)(ii). Somebody is above that level if
-- everybody's ratios, none counted higher than this one, still add up to too much. The level is
-- what the others leave of the sum that passes, shared by those above it.

with

failed_tests as (

    select * from {{ ref('int_average_tests') }}

    where not passes

),

contributions as (

    select * from {{ ref('int_contributions') }}

    where is_tested and is_hce

),

contributed as (

    select
        failed_tests.scenario_key,
        failed_tests.replicate,
        contributions.person_number,
        failed_tests.test,

        failed_tests.plan_year,

        contributions.tenure_years,
        contributions.employer_compensation,
        case failed_tests.test
            when 'adp' then contributions.plan_compensation
            else contributions.employer_compensation
        end as tested_compensation,
        contributions.employee_deferral,
        contributions.catch_up,
        contributions.employer_match,
        contributions.deferral_limit,
        contributions.match_vested,
        case failed_tests.test
            when 'adp' then contributions.employee_deferral
            else contributions.employer_match
        end as contribution,
        cast(failed_tests.hce_count * floor(failed_tests.limit_points) as bigint)
            as passing_sum

    from failed_tests

    inner join contributions
        on
            failed_tests.scenario_key = contributions.scenario_key
            and failed_tests.replicate = contributions.replicate
            and failed_tests.plan_year = contributions.plan_year
            and (failed_tests.test = 'adp' or contributions.is_employer_eligible)

),

ranked as (

    select
        *,
        {{ basis_points('contribution', 'tested_compensation') }} as ratio_points,
        row_number() over by_ratio as place,
        sum({{ basis_points('contribution', 'tested_compensation') }}) over by_ratio as sum_above,
        sum({{ basis_points('contribution', 'tested_compensation') }}) over everybody as sum_all

    from contributed

    window
        everybody as (partition by scenario_key, replicate, plan_year, test),
        by_ratio as (
            partition by scenario_key, replicate, plan_year, test
            order by
                {{ basis_points('contribution', 'tested_compensation') }} desc,
                person_number asc
            rows between unbounded preceding and current row
        )

),

compared as (

    select
        *,
        place * ratio_points + sum_all - sum_above > passing_sum as is_above_level

    from ranked

),

levelled as (

    select
        *,
        count(*) filter (where is_above_level) over everybody as number_above,
        cast(
            passing_sum - sum_all
            + sum(ratio_points) filter (where is_above_level) over everybody as bigint
        ) as sum_left

    from compared

    window everybody as (partition by scenario_key, replicate, plan_year, test)

),

exceeded as (

    select
        * exclude (place, sum_above, sum_all, passing_sum, number_above, sum_left),
        case
            when is_above_level
                then greatest(
                    0,
                    contribution - {{ quotient(
                        'sum_left * ' ~ cents('tested_compensation'), '(number_above * 10000)'
                    ) }}
                )
            else 0
        end as excess

    from levelled

)

select * from exceeded
