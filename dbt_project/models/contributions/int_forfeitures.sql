-- One row per scenario, replicate and leaver who forfeits.
--
-- A leaver forfeits the unvested part of what the employer put in since the simulation
-- began, by the vesting of each source on the day of departure: 26 USC 411(a)(2)(B).

with

contributions as (

    select * from {{ ref('int_contributions') }}

),

leavers as (

    select
        scenario_key,
        replicate,
        person_number,

        plan_year,

        match_vested,
        core_vested

    from contributions

    where not is_active and (match_vested < 1 or core_vested < 1)

),

forfeited as (

    select
        leavers.scenario_key,
        leavers.replicate,
        leavers.person_number,

        leavers.plan_year,

        {{ half_up('sum(contributions.employer_match) * (1 - leavers.match_vested)') }}
        + {{ half_up('sum(contributions.employer_core) * (1 - leavers.core_vested)') }}
            as forfeiture

    from leavers

    inner join contributions
        on
            leavers.scenario_key = contributions.scenario_key
            and leavers.replicate = contributions.replicate
            and leavers.person_number = contributions.person_number

    group by
        leavers.scenario_key,
        leavers.replicate,
        leavers.person_number,
        leavers.plan_year,
        leavers.match_vested,
        leavers.core_vested

)

select * from forfeited

where forfeiture > 0
