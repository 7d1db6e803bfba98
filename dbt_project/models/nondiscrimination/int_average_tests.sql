-- One row per scenario, replicate, plan year and test: adp or acp.
--
-- The average of the highly compensated may be 1.25 times that of the others, or twice it but
-- not more than two points above it: 26 USC 401(k)(3)(A)(ii), 401(m)(2)(A). A failed test is
-- passed with a contribution for all others, the same part of everybody's pay, that lifts their
-- average as far as needed; not if they are tested by the year before, because that is over.

with

averages as (

    select * from {{ ref('int_group_averages') }}

),

limited as (

    select
        *,
        {{ test_limit('tested_average') }} as limit_points,
        {{ test_needed('hce_average') }} as needed_average,
        {{ test_branch('tested_average') }} as branch

    from averages

),

tested as (

    select
        *,

        is_deemed_passed
        or coalesce(hce_average, 0) = 0
        or tested_average is null
        or hce_average <= limit_points as passes

    from limited

),

lifted as (

    select
        *,
        case when not passes and not uses_prior_year then needed_average - nhce_average end
            as qnec_points

    from tested

),

costed as (

    select
        *,
        case
            when qnec_points is not null
                then {{ quotient('qnec_points * ' ~ cents('nhce_compensation'), '10000') }}
        end as qnec_cost

    from lifted

)

select * from costed
