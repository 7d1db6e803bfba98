-- Only those of 50 and over catch up, only those of 60 to 63 by the higher limit, and only
-- leavers forfeit.

with

contributions as (

    select * from {{ ref('fct_contributions') }}

    where catch_up > 0 or forfeiture > 0

),

snapshot as (

    select * from {{ ref('fct_workforce_snapshot') }}

),

scenarios as (

    select * from {{ ref('stg_scenarios') }}

),

limits as (

    select * from {{ ref('stg_statutory_limits') }}

)

select
    contributions.scenario_id,
    contributions.replicate,
    contributions.employee_id,

    contributions.plan_year,

    snapshot.age,
    contributions.catch_up,
    contributions.forfeiture,

    snapshot.is_active

from contributions

inner join snapshot
    on
        contributions.scenario_id = snapshot.scenario_id
        and contributions.replicate = snapshot.replicate
        and contributions.plan_year = snapshot.plan_year
        and contributions.employee_id = snapshot.employee_id

inner join scenarios
    on contributions.scenario_id = scenarios.scenario_id

inner join limits
    on
        scenarios.scenario_key = limits.scenario_key
        and contributions.plan_year = limits.plan_year

where
    (contributions.catch_up > 0 and snapshot.age < 50)
    or (contributions.catch_up > limits.catch_up and snapshot.age not between 60 and 63)
    or (contributions.forfeiture > 0 and snapshot.is_active)
