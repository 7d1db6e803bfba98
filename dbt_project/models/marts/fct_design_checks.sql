-- One row per scenario, plan year and check of the plan's design against the law.

with

findings as (

    select * from {{ ref('int_mandatory_enrollment') }}
    union all
    select * from {{ ref('int_qualified_enrollment') }}
    union all
    select * from {{ ref('int_safe_harbor_findings') }}
    union all
    select * from {{ ref('int_entry_findings') }}
    union all
    select * from {{ ref('int_vesting_findings') }}

),

plan_years as (

    select distinct scenario_key from {{ ref('int_plan_years') }}

),

scenarios as (

    select * from {{ ref('stg_scenarios') }}

),

laws (check_name, law) as (

    values
    ('automatic_enrollment', '26 USC 414A'),
    ('entry_dates', '26 USC 410(a)(4)'),
    ('qaca_schedule', '26 USC 401(k)(13)(C)'),
    ('safe_harbor_formula', '26 USC 401(k)(12), (13)(D)'),
    ('safe_harbor_match', '26 USC 401(m)(11), (12)'),
    ('safe_harbor_vesting', '26 USC 401(k)(12)(E)(i), (13)(D)(iii)'),
    ('vesting_schedule', '26 USC 411(a)(2)(B), 410(a)(1)(B)(i)')

),

checked as (

    select
        scenarios.scenario_id,
        findings.check_name,

        findings.plan_year,

        laws.law,
        coalesce(findings.exemption, findings.finding) as finding,

        findings.exemption is null as applies,
        findings.exemption is not null or findings.finding is null as passes

    from findings

    inner join plan_years
        on findings.scenario_key = plan_years.scenario_key

    inner join scenarios
        on findings.scenario_key = scenarios.scenario_key

    inner join laws
        on findings.check_name = laws.check_name

)

select * from checked
