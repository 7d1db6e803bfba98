-- The snapshot and the contributions list the same people, scenario by scenario and year by year.
--
-- Compared by number and by sum of hashes: with one row per person-year in each, both agree
-- only if the people do, and two scans are a fraction of the cost of a join.

with

listed as (

    select
        scenario_id,
        replicate,

        plan_year,

        count(*) as people,
        sum(hash(employee_id)) as checksum

    from {{ ref('fct_workforce_snapshot') }}

    group by 1, 2, 3

),

contributing as (

    select
        scenario_id,
        replicate,

        plan_year,

        count(*) as people,
        sum(hash(employee_id)) as checksum

    from {{ ref('fct_contributions') }}

    group by 1, 2, 3

)

select
    coalesce(listed.scenario_id, contributing.scenario_id) as scenario_id,
    coalesce(listed.replicate, contributing.replicate) as replicate,

    coalesce(listed.plan_year, contributing.plan_year) as plan_year,

    listed.people,
    contributing.people as contributing

from listed

full join contributing
    on
        listed.scenario_id = contributing.scenario_id
        and listed.replicate = contributing.replicate
        and listed.plan_year = contributing.plan_year

where listed.checksum is distinct from contributing.checksum
