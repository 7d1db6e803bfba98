-- One row per scenario, replicate and plan year.

with

plan_years as (

    select * from {{ ref('int_plan_years') }}

),

scenarios as (

    select * from {{ ref('stg_scenarios') }}

),

tests as (

    select * from {{ ref('int_average_tests') }}

),

tested as (

    select
        plan_years.*,
        adp.hce_average as hce_adp,
        adp.nhce_average as nhce_adp,
        adp.limit_points as adp_limit_points,
        acp.hce_average as hce_acp,
        acp.nhce_average as nhce_acp,
        acp.limit_points as acp_limit_points,
        adp.passes as adp_passes,
        acp.passes as acp_passes

    from plan_years

    inner join tests as adp
        on
            plan_years.scenario_key = adp.scenario_key
            and plan_years.replicate = adp.replicate
            and plan_years.plan_year = adp.plan_year
            and adp.test = 'adp'

    inner join tests as acp
        on
            plan_years.scenario_key = acp.scenario_key
            and plan_years.replicate = acp.replicate
            and plan_years.plan_year = acp.plan_year
            and acp.test = 'acp'

),

reported as (

    select
        scenarios.scenario_id,
        tested.replicate,

        tested.plan_year,

        cast(tested.opening_headcount as bigint) as opening_headcount,
        cast(tested.hires as bigint) as hires,
        cast(tested.terminations as bigint) as terminations,
        cast(tested.headcount as bigint) as headcount,
        cast(tested.eligible as bigint) as eligible,
        cast(tested.participants as bigint) as participants,
        {{ ratio('tested.participants', 'tested.eligible') }} as participation_rate,
        {{ ratio('tested.deferral_rates', 'tested.participants') }} as average_deferral_rate,
        {{ ratio('tested.deferral_rates', 'tested.eligible') }}
            as average_deferral_rate_eligible,
        cast(tested.total_compensation as decimal(18, 2)) as total_compensation,
        cast(tested.plan_compensation as decimal(18, 2)) as plan_compensation,
        cast(tested.employee_contributions as decimal(18, 2)) as employee_contributions,
        cast(tested.employer_match as decimal(18, 2)) as employer_match,
        cast(tested.employer_core as decimal(18, 2)) as employer_core,
        cast(tested.employer_match + tested.employer_core as decimal(18, 2)) as employer_cost,
        {{ ratio('tested.employer_match + tested.employer_core', 'tested.total_compensation') }}
            as employer_cost_rate,
        cast(tested.forfeitures as decimal(18, 2)) as forfeitures,
        cast(tested.forfeitures_reallocated as decimal(18, 2)) as forfeitures_reallocated,
        cast(
            tested.employer_match + tested.employer_core - tested.forfeitures_netted
            as decimal(18, 2)
        ) as net_employer_cost,
        cast(
            tested.employee_contributions + tested.employer_match + tested.employer_core
            + tested.forfeitures_reallocated as decimal(18, 2)
        ) as total_contributions,
        cast(tested.hce_count as bigint) as hce_count,
        cast(tested.nhce_count as bigint) as nhce_count,
        cast(tested.hce_adp as double) / 10000 as hce_adp,
        cast(tested.nhce_adp as double) / 10000 as nhce_adp,
        cast(tested.adp_limit_points as double) / 10000 as adp_limit,
        cast(tested.hce_acp as double) / 10000 as hce_acp,
        cast(tested.nhce_acp as double) / 10000 as nhce_acp,
        cast(tested.acp_limit_points as double) / 10000 as acp_limit,

        tested.adp_passes,
        tested.acp_passes,
        tested.limits_are_projected

    from tested

    inner join scenarios
        on tested.scenario_key = scenarios.scenario_key

)

select * from reported
