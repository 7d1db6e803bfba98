-- Every plan year has its four tests; ADP and ACP are those of the plan year, of all who have
-- entered where match and core have no entry of their own; what passes keeps its limit and has no
-- correction, what fails is beyond it; parts of an excess add up to it.

with

plan_years as (

    select
        results.*,
        provisions.has_employer_entries

    from {{ ref('fct_plan_years') }} as results

    inner join {{ ref('stg_scenarios') }} as scenarios
        on results.scenario_id = scenarios.scenario_id

    inner join {{ ref('stg_plan_years') }} as provisions
        on
            scenarios.scenario_key = provisions.scenario_key
            and results.plan_year = provisions.plan_year

),

tests as (

    select * from {{ ref('fct_nondiscrimination') }}

),

pivoted as (

    select
        plan_years.scenario_id,
        plan_years.replicate,

        plan_years.plan_year,

        count(*) filter (where tests.test in ('adp', 'acp', 'top_heavy', 'coverage'))
            as tests_found,
        count(*) filter (
            where
            tests.test = 'adp'
            and tests.hce_average is not distinct from plan_years.hce_adp
            and tests.nhce_average is not distinct from plan_years.nhce_adp
            and tests.limit_value is not distinct from plan_years.adp_limit
            and tests.passes = plan_years.adp_passes
            and tests.hce_count <= plan_years.hce_count
            and (plan_years.has_employer_entries or tests.hce_count = plan_years.hce_count)
            and tests.nhce_count <= plan_years.nhce_count
        ) as same_adp,
        count(*) filter (
            where
            tests.test = 'acp'
            and tests.hce_average is not distinct from plan_years.hce_acp
            and tests.nhce_average is not distinct from plan_years.nhce_acp
            and tests.limit_value is not distinct from plan_years.acp_limit
            and tests.passes = plan_years.acp_passes
            and tests.hce_count <= plan_years.hce_count
            and (plan_years.has_employer_entries or tests.hce_count = plan_years.hce_count)
            and tests.nhce_count <= plan_years.nhce_count
        ) as same_acp,
        count(*) filter (
            where
            tests.test = 'coverage'
            and (
                plan_years.has_employer_entries
                or (
                    tests.hce_count = plan_years.hce_count
                    and tests.nhce_count = plan_years.nhce_count
                )
            )
        ) as same_coverage

    from plan_years

    left join tests
        on
            plan_years.scenario_id = tests.scenario_id
            and plan_years.replicate = tests.replicate
            and plan_years.plan_year = tests.plan_year

    group by 1, 2, 3

),

unlike as (

    select
        scenario_id,
        replicate,
        'all' as test,

        plan_year

    from pivoted

    where tests_found <> 4 or same_adp <> 1 or same_acp <> 1 or same_coverage <> 1

),

unsound as (

    select
        scenario_id,
        replicate,
        test,

        plan_year

    from tests

    where
        (
            test in ('adp', 'acp') and not is_deemed_passed
            and passes <> coalesce(tested_value <= limit_value, true)
        )
        or (
            test in ('adp', 'acp')
            and coalesce(tested_value <= limit_value, true)
            <> coalesce(nhce_average_tested >= nhce_average_needed, true)
        )
        -- Shares are rounded for show, not for the test: at the limit they can say either.
        or (test = 'coverage' and passes and tested_value < limit_value)
        or (test = 'coverage' and not passes and tested_value > limit_value)
        or (
            test = 'top_heavy' and passes and not is_deemed_passed
            and tested_value > limit_value
        )
        or (test = 'top_heavy' and not passes and tested_value < limit_value)
        or (
            passes
            and coalesce(
                excess_amount, refund, recharacterized, forfeited_match, qnec_cost, minimum_cost
            ) is not null
        )
        or (
            not passes and test in ('adp', 'acp')
            and excess_amount is distinct from
            refund + recharacterized + case when test = 'acp' then forfeited_match else 0 end
        )
        or least(
            coalesce(excess_amount, 0), coalesce(refund, 0), coalesce(recharacterized, 0),
            coalesce(forfeited_match, 0), coalesce(qnec_cost, 0), coalesce(minimum_cost, 0)
        ) < 0

)

select * from unlike
union all
select * from unsound
