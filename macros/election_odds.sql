{#-
    Next year's rows of people who are still employed, with what they may do then: enter
    the plan, have an increase, be swept in, enroll later or move up to the match; and the
    probabilities of it. Somebody makes at most one choice of their own a year, so one draw
    serves, whose purpose is that choice.
-#}
{% macro election_odds(relation) -%}
select
    placed.*,
    case
        when placed.automatic_enrollment then 1 - by_age.opt_out_rate
        else
            by_pay.voluntary_rate * by_age.voluntary_multiplier * by_tenure.voluntary_multiplier
    end as entry_odds,
    1 - by_age.opt_out_rate as sweep_odds,
    by_pay.later_rate * by_age.later_multiplier * by_tenure.later_multiplier as later_odds,
    {{ draw(
        'placed.draw_seed',
        'placed.person_number',
        'placed.plan_year',
        'case when placed.is_entering then ' ~ purpose('entry')
        ~ ' when placed.deferral_rate = 0 then ' ~ purpose('later_enrollment')
        ~ ' else ' ~ purpose('match_seeking') ~ ' end'
    ) }} as choice_draw
from (
    select
        elections.scenario_key,
        elections.workforce_key,
        elections.replicate,
        elections.person_number,

        employee_years.plan_year,
        provisions.year_start,
        provisions.days_in_year,
        employee_years.last_day,
        elections.entry_date,
        elections.enrolled_year,
        elections.increases_stopped_in,

        elections.chosen_rate,
        elections.deferral_rate,
        elections.reason_number,
        provisions.seed + elections.replicate as draw_seed,
        provisions.default_rate,
        provisions.increase_step,
        provisions.increase_cap,
        coalesce(
            case
                when
                    employee_years.plan_year = greatest(
                        elections.enrolled_year + provisions.increase_after_years,
                        provisions.increases_since
                    )
                    then provisions.increase_first_opt_out_rate
            end,
            provisions.increase_opt_out_rate
        ) as increase_opt_out_rate,
        provisions.active_choice_rate,
        provisions.match_seeking_rate,
        coalesce(tops.match_top, provisions.match_top) as match_top,
        provisions.automatic_enrollment,
        case
            when elections.entry_date > employee_years.first_day
                then {{ completed_years('employee_years.birth_date', 'elections.entry_date') }}
            else employee_years.opening_age
        end as choosing_age,
        case
            when elections.entry_date > employee_years.first_day
                then {{ completed_years('employee_years.hire_date', 'elections.entry_date') }}
            else employee_years.opening_tenure
        end as choosing_tenure,
        {{ pay_thousand('employee_years.opening_pay', 'provisions.price_index') }}
            as pay_thousand,

        elections.deferral_rate = 0
        and elections.entry_date >= provisions.year_start
        and elections.entry_date <= employee_years.last_day as is_entering,
        elections.deferral_rate = 0
        and elections.entry_date < provisions.year_start as is_outside,
        elections.deferral_rate = 0
        and elections.entry_date < provisions.year_start
        and provisions.sweeps as is_swept,
        elections.deferral_rate > 0
        and elections.deferral_rate < provisions.increase_cap
        and provisions.automatic_increase
        and employee_years.hire_date >= provisions.increase_hired_on_or_after
        and elections.increases_stopped_in is null
        and employee_years.plan_year
        >= elections.enrolled_year + provisions.increase_after_years as is_increase_due

    from {{ relation }} as elections

    inner join {{ ref('int_employee_years') }} as employee_years
        on
            elections.workforce_key = employee_years.workforce_key
            and elections.replicate = employee_years.replicate
            and elections.person_number = employee_years.person_number
            and elections.plan_year + 1 = employee_years.plan_year

    inner join {{ ref('stg_plan_years') }} as provisions
        on
            elections.scenario_key = provisions.scenario_key
            and elections.plan_year + 1 = provisions.plan_year

    left join {{ ref('stg_match_tops') }} as tops
        on
            elections.scenario_key = tops.scenario_key
            and elections.plan_year + 1 = tops.plan_year
            and employee_years.tenure_years = tops.service_years
) as placed

inner join {{ ref('stg_enrollment_by_age') }} as by_age
    on
        placed.scenario_key = by_age.scenario_key
        and placed.choosing_age = by_age.age

inner join {{ ref('stg_enrollment_by_tenure') }} as by_tenure
    on
        placed.scenario_key = by_tenure.scenario_key
        and placed.choosing_tenure = by_tenure.tenure_years

inner join {{ ref('stg_enrollment_by_pay') }} as by_pay
    on
        placed.scenario_key = by_pay.scenario_key
        and placed.pay_thousand = by_pay.pay_thousand
{%- endmacro %}
