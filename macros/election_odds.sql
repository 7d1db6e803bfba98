{#-
    Next year's rows of people who are still employed, with the year's provisions, what they
    may do then (enter the plan, have an increase, be swept in, enroll later, move up to the
    match) and the probabilities and draws of it. All rows of a turn are in the same year of
    their own: only the draws of that one are looked among, not those of all years in each.
-#}
{% macro election_odds(relation) -%}
select
    placed.*,
    by_pay.later_rate,
    by_age.later_multiplier as later_by_age,
    by_tenure.later_multiplier as later_by_tenure,
    by_age.stop_multiplier,
    1 - by_age.opt_out_rate as sweep_rate
from (
    select
        elections.scenario_key,
        elections.person_year_key + 1 as person_year_key,
        draws.turn,

        provisions.plan_year,
        provisions.year_start,
        elections.entry_date,
        draws.own_date,
        elections.enrolled_year,
        elections.increases_stopped_in,

        elections.chosen_rate,
        elections.deferral_rate,
        elections.reason_number,
        elections.entry_reason_number,
        draws.later_enrollment_draw,
        draws.match_seeking_draw,
        draws.increase_draw,
        draws.change_draw,
        draws.sweep_draw,
        provisions.default_rate,
        provisions.increase_step,
        provisions.increase_cap,
        provisions.increase_opt_out_rate,
        provisions.increase_first_opt_out_rate,
        provisions.increase_after_years,
        provisions.increases_since,
        coalesce(tops.match_top, provisions.match_top) as match_top,
        provisions.match_seeking_rate,
        provisions.match_reaction_rate,
        draws.opening_pay,
        {{ deferral_limit('draws.age', 'draws.opening_pay', 'provisions') }} as deferral_limit,
        provisions.stop_rate,
        provisions.raise_rate,
        provisions.raised_from,
        provisions.lowered_from,
        provisions.change_step,
        {{ scenario_cell('elections.scenario_key', 'draws.opening_age') }} as age_cell,
        {{ scenario_cell('elections.scenario_key', 'draws.opening_tenure') }} as tenure_cell,
        {{ scenario_cell('elections.scenario_key', pay_thousand(
            'draws.opening_pay', 'provisions.price_index'
        ), 1024) }} as pay_cell,

        elections.follows_match,
        provisions.sweeps,
        elections.deferral_rate = provisions.prior_match_top
        and provisions.match_top <> provisions.prior_match_top as is_at_old_top,
        elections.deferral_rate = 0 as is_outside,
        elections.entry_date < provisions.year_start as is_eligible,
        elections.deferral_rate > 0
        and elections.deferral_rate < provisions.increase_cap
        and provisions.automatic_increase
        and elections.increases_stopped_in is null
        and provisions.plan_year
        >= elections.enrolled_year + provisions.increase_after_years as is_increase_due

    from {{ relation }} as elections

    inner join (
        select * from {{ ref('int_election_draws') }}
        where turn = (select turn + 1 from {{ relation }} limit 1)
    ) as draws
        on elections.person_year_key + 1 = draws.person_year_key

    inner join {{ ref('stg_plan_years') }} as provisions
        on
            {{ scenario_cell('elections.scenario_key', 'elections.plan_year - 2000 + 1') }}
            = {{ scenario_cell('provisions.scenario_key', 'provisions.plan_year - 2000') }}

    left join {{ ref('stg_match_tops') }} as tops
        on
            elections.scenario_key = tops.scenario_key
            and elections.plan_year + 1 = tops.plan_year
            and case
                when provisions.tops_at_opening then draws.opening_tenure else draws.tenure_years
            end = tops.service_years
) as placed

inner join {{ ref('stg_enrollment_by_age') }} as by_age
    on placed.age_cell = {{ scenario_cell('by_age.scenario_key', 'by_age.age') }}

inner join {{ ref('stg_enrollment_by_tenure') }} as by_tenure
    on placed.tenure_cell = {{ scenario_cell('by_tenure.scenario_key', 'by_tenure.tenure_years') }}

inner join {{ ref('stg_enrollment_by_pay') }} as by_pay
    on placed.pay_cell = {{ scenario_cell('by_pay.scenario_key', 'by_pay.pay_thousand', 1024) }}
{%- endmacro %}
