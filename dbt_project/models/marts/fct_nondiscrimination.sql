-- One row per scenario, replicate, plan year and test: adp, acp, top_heavy or coverage.

with

tests as (

    select * from {{ ref('int_nondiscrimination') }}

),

scenarios as (

    select * from {{ ref('stg_scenarios') }}

),

reported as (

    select
        scenarios.scenario_id,
        tests.replicate,
        tests.test,

        tests.plan_year,

        cast(tests.hce_count as bigint) as hce_count,
        cast(tests.nhce_count as bigint) as nhce_count,
        cast(tests.key_count as bigint) as key_count,
        cast(tests.hce_points as double) / 10000 as hce_average,
        cast(tests.nhce_points as double) / 10000 as nhce_average,
        cast(tests.tested_points as double) / 10000 as nhce_average_tested,
        cast(tests.needed_points as double) / 10000 as nhce_average_needed,
        cast(tests.value_points as double) / 10000 as tested_value,
        cast(tests.limit_points as double) / 10000 as limit_value,
        tests.branch,
        cast(tests.excess_amount as decimal(18, 2)) as excess_amount,
        cast(tests.refund as decimal(18, 2)) as refund,
        cast(tests.recharacterized as decimal(18, 2)) as recharacterized,
        cast(tests.forfeited_match as decimal(18, 2)) as forfeited_match,
        cast(tests.qnec_points as double) / 10000 as qnec_rate,
        cast(tests.qnec_cost as decimal(18, 2)) as qnec_cost,
        cast(tests.shift_points as double) / 10000 as shift_rate,
        cast(tests.minimum_millionths as double) / 1000000 as minimum_rate,
        cast(tests.minimum_cost as decimal(18, 2)) as minimum_cost,

        tests.is_deemed_passed,
        tests.passes

    from tests

    inner join scenarios
        on tests.scenario_key = scenarios.scenario_key

)

select * from reported
