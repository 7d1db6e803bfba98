-- Who takes part has entered the plan, nobody enters in the year of hire before the plan's age
-- and service, and nothing is contributed for those who have not entered or do not defer: match
-- and core can have an entry of their own, but nothing is matched before that of deferrals.

with

contributions as (

    select * from {{ ref('int_contributions') }}

),

snapshot as (

    select * from {{ ref('fct_workforce_snapshot') }}

),

scenarios as (

    select * from {{ ref('stg_scenarios') }}

),

provisions as (

    select
        scenarios.scenario_id,

        plan_years.*

    from {{ ref('stg_plan_years') }} as plan_years

    inner join scenarios
        on plan_years.scenario_key = scenarios.scenario_key

),

too_early as (

    select
        snapshot.scenario_id,
        snapshot.replicate,

        snapshot.plan_year,

        count(*) as people

    from snapshot

    inner join provisions
        on
            snapshot.scenario_id = provisions.scenario_id
            and snapshot.plan_year = provisions.plan_year

    where
        (snapshot.deferral_rate > 0 and not snapshot.is_eligible)
        or snapshot.is_participant <> (snapshot.is_eligible and snapshot.deferral_rate > 0)
        or (
            snapshot.is_eligible
            and snapshot.is_new_hire
            and (
                snapshot.age < provisions.minimum_age
                or {{ plus_months('snapshot.hire_date', 'provisions.service_months') }} - 1
                > coalesce(snapshot.termination_date, provisions.year_end)
            )
        )

    group by 1, 2, 3

),

too_much as (

    select
        scenarios.scenario_id,
        contributions.replicate,

        contributions.plan_year,

        count(*) as people

    from contributions

    inner join scenarios
        on contributions.scenario_key = scenarios.scenario_key

    where
        (not contributions.is_eligible and contributions.plan_compensation > 0)
        or (
            not contributions.is_employer_eligible
            and contributions.employer_compensation + contributions.employer_core
            + contributions.employer_match > 0
        )
        or (not contributions.is_eligible and contributions.employer_match > 0)
        or (
            not contributions.is_participant
            and contributions.election_reason is distinct from 'stopped'
            and (contributions.deferral_elected > 0 or contributions.employer_match > 0)
        )

    group by 1, 2, 3

)

select * from too_early
union all
select * from too_much
