-- A scenario with the parameters of its baseline differs from it in nothing, to the last bit.

with

deltas as (

    select * from {{ ref('fct_scenario_deltas') }}

),

scenarios as (

    select * from {{ ref('dim_scenarios') }}

)

select deltas.*

from deltas

inner join scenarios
    on deltas.scenario_id = scenarios.scenario_id

inner join scenarios as baselines
    on
        deltas.baseline_id = baselines.scenario_id
        and scenarios.fingerprint = baselines.fingerprint

where
    deltas.value is distinct from deltas.baseline_value
    or deltas.delta <> 0
    or deltas.delta_percent <> 0
    or deltas.standard_error <> 0
    or deltas.ci_low <> 0
    or deltas.ci_high <> 0
    or deltas.share_positive <> 0
