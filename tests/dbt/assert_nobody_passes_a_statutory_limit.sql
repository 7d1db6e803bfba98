-- Deferrals, catch-up, annual additions and the pay that counts stay within the year's limits,
-- and no amount is negative or more than what was elected.

with

contributions as (

    select * from {{ ref('fct_contributions') }}

),

scenarios as (

    select * from {{ ref('stg_scenarios') }}

),

statutory_limits as (

    select * from {{ ref('stg_statutory_limits') }}

),

limits as (

    select
        scenarios.scenario_id,

        statutory_limits.*,
        greatest(
            statutory_limits.catch_up, coalesce(statutory_limits.super_catch_up, 0)
        ) as highest_catch_up

    from statutory_limits

    inner join scenarios
        on statutory_limits.scenario_key = scenarios.scenario_key

)

select
    contributions.scenario_id,
    contributions.replicate,
    contributions.employee_id,

    contributions.plan_year

from contributions

left join limits
    on
        contributions.scenario_id = limits.scenario_id
        and contributions.plan_year = limits.plan_year

where
    limits.scenario_id is null
    or contributions.plan_compensation not between 0 and limits.compensation
    or contributions.deferral_limit
    not between limits.elective_deferral and limits.elective_deferral + limits.highest_catch_up
    or contributions.employee_deferral not between 0 and limits.elective_deferral
    or contributions.catch_up not between 0 and limits.highest_catch_up
    or contributions.employee_contributions > contributions.deferral_limit
    or contributions.employee_contributions > contributions.deferral_elected
    or contributions.employer_match < 0
    or contributions.employer_core < 0
    or contributions.annual_additions_limit not between 0 and limits.annual_additions
    or contributions.annual_additions > contributions.annual_additions_limit
    or contributions.forfeiture < 0
