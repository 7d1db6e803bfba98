-- One row per scenario with a baseline, plan year and employee employed in either in it.
--
-- People of the first replicate, who are the same by their id. Their bands are those of the
-- baseline, which no scenario changes; who is in the scenario alone has its own.

with

compared as (

    select * from {{ ref('int_compared_years') }}

),

-- Marts are read where they are filtered and not as a whole before: else the engine, which
-- keeps what is read twice, would hold all people of all scenarios.
baselines as (

    select distinct baseline_id from compared

),

baseline_snapshot as (

    {{ banded_people('baselines.baseline_id', 'baselines') }}

),

baseline_people as (

    select
        contributions.scenario_id,
        contributions.employee_id,

        contributions.plan_year,

        baseline_snapshot.age_band,
        baseline_snapshot.tenure_band,
        baseline_snapshot.pay_band,
        {{ cents('contributions.employer_contributions') }} as employer_cents,
        {{ cents('contributions.employee_contributions') }} as employee_cents

    from {{ ref('fct_contributions') }} as contributions

    inner join baseline_snapshot
        on
            contributions.scenario_id = baseline_snapshot.scenario_id
            and contributions.plan_year = baseline_snapshot.plan_year
            and contributions.employee_id = baseline_snapshot.employee_id

    where contributions.replicate = 0

),

in_scenario as (

    select
        compared.scenario_id,
        compared.baseline_id,
        contributions.employee_id,

        compared.plan_year,

        baseline_people.age_band,
        baseline_people.tenure_band,
        baseline_people.pay_band,
        {{ cents('contributions.employer_contributions') }} as employer_cents,
        coalesce(baseline_people.employer_cents, 0) as baseline_employer_cents,
        {{ cents('contributions.employee_contributions') }} as employee_cents,
        coalesce(baseline_people.employee_cents, 0) as baseline_employee_cents,

        true as is_in_scenario,
        baseline_people.employee_id is not null as is_in_baseline,
        compared.has_same_horizon

    from {{ ref('fct_contributions') }} as contributions

    inner join compared
        on
            contributions.scenario_id = compared.scenario_id
            and contributions.plan_year = compared.plan_year

    left join baseline_people
        on
            compared.baseline_id = baseline_people.scenario_id
            and contributions.plan_year = baseline_people.plan_year
            and contributions.employee_id = baseline_people.employee_id

    where contributions.replicate = 0

),

-- Where the workforce is shared, nobody is in one of the two alone.
apart as (

    select * from compared

    where not shares_workforce

),

apart_contributions as (

    select
        scenario_id,
        employee_id,

        plan_year

    from {{ ref('fct_contributions') }}

    where
        replicate = 0
        and scenario_id in (select apart.scenario_id from apart)

),

in_baseline_alone as (

    select
        apart.scenario_id,
        apart.baseline_id,
        baseline_people.employee_id,

        apart.plan_year,

        baseline_people.age_band,
        baseline_people.tenure_band,
        baseline_people.pay_band,
        0 as employer_cents,
        baseline_people.employer_cents as baseline_employer_cents,
        0 as employee_cents,
        baseline_people.employee_cents as baseline_employee_cents,

        false as is_in_scenario,
        true as is_in_baseline,
        apart.has_same_horizon

    from baseline_people

    inner join apart
        on
            baseline_people.scenario_id = apart.baseline_id
            and baseline_people.plan_year = apart.plan_year

    left join apart_contributions as contributions
        on
            apart.scenario_id = contributions.scenario_id
            and apart.plan_year = contributions.plan_year
            and baseline_people.employee_id = contributions.employee_id

    where contributions.employee_id is null

),

snapshot_apart as (

    {{ banded_people('apart.scenario_id', 'apart') }}

),

described as (

    select
        in_scenario.* replace (
            coalesce(in_scenario.age_band, snapshot_apart.age_band) as age_band,
            coalesce(in_scenario.tenure_band, snapshot_apart.tenure_band) as tenure_band,
            coalesce(in_scenario.pay_band, snapshot_apart.pay_band) as pay_band
        )

    from in_scenario

    left join snapshot_apart
        on
            case when not in_scenario.is_in_baseline then in_scenario.employee_id end
            = snapshot_apart.employee_id
            and in_scenario.scenario_id = snapshot_apart.scenario_id
            and in_scenario.plan_year = snapshot_apart.plan_year

    union all

    select * from in_baseline_alone

)

select * from described
