-- One row per scenario: how many are eligible on the last 31 December (first replicate), and
-- the share of them who elected each rate.
select
    snapshot.scenario_id,
    snapshot.plan_year,
    count(*) as eligible,
    avg(cast(snapshot.deferral_rate = 0 as integer)) as nothing,
    avg(cast(snapshot.deferral_rate > 0 and snapshot.deferral_rate < 0.03 as integer)) as below_3,
    avg(cast(snapshot.deferral_rate >= 0.03 and snapshot.deferral_rate < 0.06 as integer))
        as from_3,
    avg(cast(snapshot.deferral_rate >= 0.06 and snapshot.deferral_rate < 0.1 as integer))
        as from_6,
    avg(cast(snapshot.deferral_rate >= 0.1 and snapshot.deferral_rate < 0.15 as integer))
        as from_10,
    avg(cast(snapshot.deferral_rate >= 0.15 as integer)) as from_15
from fct_workforce_snapshot as snapshot
inner join dim_scenarios as scenarios
    on
        snapshot.scenario_id = scenarios.scenario_id
        and snapshot.plan_year = scenarios.end_year
where snapshot.replicate = 0 and snapshot.is_active and snapshot.is_eligible
group by all
order by snapshot.scenario_id
