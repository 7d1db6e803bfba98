-- One row per scenario, replicate, plan year and test: adp, acp, top_heavy or coverage.
--
-- Averages and ratios in hundredths of a per cent.

with

average_tests as (

    select * from {{ ref('int_average_tests') }}

),

corrections as (

    select
        scenario_key,
        replicate,
        test,

        plan_year,

        sum(share) as excess_amount,
        sum(refund) as refund,
        sum(recharacterized) as recharacterized,
        sum(forfeited_match) as forfeited_match

    from {{ ref('int_corrections') }}

    group by 1, 2, 3, 4

),

top_heavy_tests as (

    select * from {{ ref('int_top_heavy_tests') }}

),

coverage_tests as (

    select * from {{ ref('int_coverage_tests') }}

),

-- Deferrals that the ADP test can spare may be counted as match of those not highly
-- compensated: 26 CFR 1.401(m)-2(a)(6)(ii).
spared as (

    select
        scenario_key,
        replicate,

        plan_year,

        tested_average - needed_average as points_to_spare

    from average_tests

    where test = 'adp' and passes and not is_deemed_passed

),

averaged as (

    select
        average_tests.scenario_key,
        average_tests.replicate,
        average_tests.test,

        average_tests.plan_year,

        average_tests.hce_count,
        average_tests.nhce_count,
        average_tests.hce_average as hce_points,
        average_tests.nhce_average as nhce_points,
        average_tests.tested_average as tested_points,
        average_tests.needed_average as needed_points,
        average_tests.hce_average as value_points,
        average_tests.limit_points,
        average_tests.branch,
        case when not average_tests.passes then coalesce(corrections.excess_amount, 0) end
            as excess_amount,
        case when not average_tests.passes then coalesce(corrections.refund, 0) end as refund,
        case when not average_tests.passes then coalesce(corrections.recharacterized, 0) end
            as recharacterized,
        case when not average_tests.passes then coalesce(corrections.forfeited_match, 0) end
            as forfeited_match,
        average_tests.qnec_points,
        average_tests.qnec_cost,
        case
            when
                average_tests.test = 'acp'
                and not average_tests.passes
                and average_tests.needed_average - average_tests.tested_average
                <= spared.points_to_spare
                then average_tests.needed_average - average_tests.tested_average
        end as shift_points,
        cast(null as bigint) as minimum_millionths,
        cast(null as decimal(18, 2)) as minimum_cost,

        average_tests.is_deemed_passed,
        average_tests.passes

    from average_tests

    left join corrections
        on
            average_tests.scenario_key = corrections.scenario_key
            and average_tests.replicate = corrections.replicate
            and average_tests.test = corrections.test
            and average_tests.plan_year = corrections.plan_year

    left join spared
        on
            average_tests.scenario_key = spared.scenario_key
            and average_tests.replicate = spared.replicate
            and average_tests.plan_year = spared.plan_year

),

top_heavy as (

    select
        scenario_key,
        replicate,
        'top_heavy' as test,

        plan_year,

        key_count,
        case when total_balance > 0 then ratio_points end as value_points,
        6000 as limit_points,
        minimum_millionths,
        minimum_cost,

        is_deemed_passed,
        passes

    from top_heavy_tests

),

coverage as (

    select
        scenario_key,
        replicate,
        'coverage' as test,

        plan_year,

        hce_count,
        nhce_count,
        case when hce_count > 0 then (20000 * hce_benefiting + hce_count) // (2 * hce_count) end
            as hce_points,
        case when nhce_count > 0 then (20000 * nhce_benefiting + nhce_count) // (2 * nhce_count) end
            as nhce_points,
        ratio_points as value_points,
        7000 as limit_points,
        part as branch,

        false as is_deemed_passed,
        passes

    from coverage_tests

),

tests as (

    select * from averaged
    union all by name
    select * from top_heavy
    union all by name
    select * from coverage

)

select * from tests
