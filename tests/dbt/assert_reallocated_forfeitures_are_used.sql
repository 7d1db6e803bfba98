-- What is forfeited where forfeitures are reallocated is given to people, to the cent; some is left
-- only where nobody employed on 31 December whom the employer's money is for has room under 415(c).

with

contributions as (

    select
        contributions.scenario_id,

        contributions.plan_year,

        sum(contributions.forfeiture) as forfeited,
        sum(contributions.forfeiture_share) as shared,
        count(*) filter (
            where snapshot.is_active
            and contributions.employer_compensation > 0
            and contributions.annual_additions < contributions.annual_additions_limit
        ) as people_with_room

    from {{ ref('fct_contributions') }} as contributions

    inner join {{ ref('fct_workforce_snapshot') }} as snapshot
        on
            contributions.scenario_id = snapshot.scenario_id
            and contributions.replicate = snapshot.replicate
            and contributions.plan_year = snapshot.plan_year
            and contributions.employee_id = snapshot.employee_id

    where contributions.replicate = 0

    group by 1, 2

),

provisions as (

    select
        scenarios.scenario_id,

        plan_years.plan_year,

        plan_years.reallocates_forfeitures

    from {{ ref('stg_plan_years') }} as plan_years

    inner join {{ ref('stg_scenarios') }} as scenarios
        on plan_years.scenario_key = scenarios.scenario_key

)

select contributions.*

from contributions

inner join provisions
    on
        contributions.scenario_id = provisions.scenario_id
        and contributions.plan_year = provisions.plan_year

where
    contributions.shared > contributions.forfeited
    or (contributions.shared > 0 and not provisions.reallocates_forfeitures)
    or (
        provisions.reallocates_forfeitures
        and contributions.shared < contributions.forfeited
        and contributions.people_with_room > 0
    )
