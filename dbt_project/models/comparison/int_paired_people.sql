-- One row per scenario with a baseline, plan year and employee employed in either in it.
--
-- People of the first replicate, who are the same by their id. Their bands are those of the
-- baseline, which no scenario changes; who is in the scenario alone has its own.

with

compared as (

    select * from {{ ref('int_compared_years') }}

),

contributions as (

    select
        scenario_id,
        employee_id,

        plan_year,

        {{ cents('employer_contributions') }} as employer_cents,
        {{ cents('employee_contributions') }} as employee_cents

    from {{ ref('fct_contributions') }}

    where replicate = 0

),

snapshot as (

    select
        scenario_id,
        employee_id,

        plan_year,

        age_band,
        tenure_band,
        {{ pay_band('annual_pay') }} as pay_band

    from {{ ref('fct_workforce_snapshot') }}

    where replicate = 0

),

baseline_people as (

    select
        contributions.*,
        snapshot.age_band,
        snapshot.tenure_band,
        snapshot.pay_band

    from contributions

    inner join snapshot
        on
            contributions.scenario_id = snapshot.scenario_id
            and contributions.plan_year = snapshot.plan_year
            and contributions.employee_id = snapshot.employee_id

    where contributions.scenario_id in (select compared.baseline_id from compared)

),

in_baseline as (

    select
        baseline_people.* replace (compared.scenario_id as scenario_id),
        compared.baseline_id,
        compared.has_same_horizon,
        true as is_in_baseline

    from baseline_people

    inner join compared
        on
            baseline_people.scenario_id = compared.baseline_id
            and baseline_people.plan_year = compared.plan_year

),

in_scenario as (

    select
        contributions.*,
        compared.baseline_id,
        compared.has_same_horizon,
        true as is_in_scenario

    from contributions

    inner join compared
        on
            contributions.scenario_id = compared.scenario_id
            and contributions.plan_year = compared.plan_year

),

matched as (

    select
        coalesce(in_baseline.scenario_id, in_scenario.scenario_id) as scenario_id,
        coalesce(in_baseline.baseline_id, in_scenario.baseline_id) as baseline_id,
        coalesce(in_baseline.employee_id, in_scenario.employee_id) as employee_id,

        coalesce(in_baseline.plan_year, in_scenario.plan_year) as plan_year,

        in_baseline.age_band,
        in_baseline.tenure_band,
        in_baseline.pay_band,
        coalesce(in_scenario.employer_cents, 0) as employer_cents,
        coalesce(in_baseline.employer_cents, 0) as baseline_employer_cents,
        coalesce(in_scenario.employee_cents, 0) as employee_cents,
        coalesce(in_baseline.employee_cents, 0) as baseline_employee_cents,

        coalesce(in_scenario.is_in_scenario, false) as is_in_scenario,
        coalesce(in_baseline.is_in_baseline, false) as is_in_baseline,
        coalesce(in_baseline.has_same_horizon, in_scenario.has_same_horizon)
            as has_same_horizon

    from in_scenario

    full outer join in_baseline
        on
            in_scenario.scenario_id = in_baseline.scenario_id
            and in_scenario.plan_year = in_baseline.plan_year
            and in_scenario.employee_id = in_baseline.employee_id

),

described as (

    select
        matched.* replace (
            coalesce(matched.age_band, snapshot.age_band) as age_band,
            coalesce(matched.tenure_band, snapshot.tenure_band) as tenure_band,
            coalesce(matched.pay_band, snapshot.pay_band) as pay_band
        )

    from matched

    left join snapshot
        on
            case when not matched.is_in_baseline then matched.employee_id end
            = snapshot.employee_id
            and matched.scenario_id = snapshot.scenario_id
            and matched.plan_year = snapshot.plan_year

)

select * from described
