-- A driver that a scenario shares with its baseline has no part in the difference of their costs:
-- headcount and pay of one workforce, participation and deferral rates of people who elect the
-- same under the same limits, the formula of the same terms of match and core.

with

parts as (

    select * from {{ ref('fct_cost_attribution') }}

    where plan_year is not null

),

compared as (

    select * from {{ ref('int_compared_years') }}

),

scenarios as (

    select * from {{ ref('dim_scenarios') }}

),

sums as (

    select * from {{ ref('int_plan_years') }}

),

baseline_people as (

    select
        scenario_id,
        employee_id,

        plan_year,

        plan_compensation,
        deferral_elected,
        deferral_limit,
        annual_additions_limit

    from {{ ref('fct_contributions') }}

    where
        replicate = 0
        and scenario_id in (select compared.baseline_id from compared)

),

-- Person by person in the first replicate, by their sums in the others.
elected_otherwise as (

    select
        compared.scenario_id,

        compared.plan_year

    from {{ ref('fct_contributions') }} as people

    inner join compared
        on
            people.scenario_id = compared.scenario_id
            and people.plan_year = compared.plan_year

    left join baseline_people as baseline
        on
            compared.baseline_id = baseline.scenario_id
            and people.plan_year = baseline.plan_year
            and people.employee_id = baseline.employee_id

    where
        people.replicate = 0
        and (
            people.deferral_elected is distinct from baseline.deferral_elected
            or people.plan_compensation is distinct from baseline.plan_compensation
            or people.deferral_limit is distinct from baseline.deferral_limit
            or people.annual_additions_limit is distinct from baseline.annual_additions_limit
        )

    union

    select
        compared.scenario_id,

        compared.plan_year

    from compared

    inner join sums
        on
            compared.scenario_key = sums.scenario_key
            and compared.plan_year = sums.plan_year

    inner join sums as baseline
        on
            compared.baseline_key = baseline.scenario_key
            and sums.plan_year = baseline.plan_year
            and sums.replicate = baseline.replicate

    where
        sums.plan_compensation <> baseline.plan_compensation
        or sums.deferring_compensation <> baseline.deferring_compensation
        or sums.deferrals_allowed <> baseline.deferrals_allowed

),

judged as (

    select
        parts.*,

        scenarios.fingerprint = baselines.fingerprint
        or case parts.driver
            when 'headcount' then compared.shares_workforce
            when 'pay' then compared.shares_workforce
            when 'formula' then compared.shares_match and compared.shares_core
            else compared.shares_workforce and elected_otherwise.scenario_id is null
        end as is_shared

    from parts

    inner join compared
        on
            parts.scenario_id = compared.scenario_id
            and parts.plan_year = compared.plan_year

    inner join scenarios
        on parts.scenario_id = scenarios.scenario_id

    inner join scenarios as baselines
        on parts.baseline_id = baselines.scenario_id

    left join elected_otherwise
        on
            parts.scenario_id = elected_otherwise.scenario_id
            and parts.plan_year = elected_otherwise.plan_year

)

select * from judged

where is_shared and (part <> 0 or standard_error <> 0)
