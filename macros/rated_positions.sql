{#-
    Position-years with the year's rates and draws, the occupant's probability of leaving and
    whether the position is open on 31 December.

    Draws stand in columns of their own, not inside conditions: there the engine would
    compute their common parts again and again.
-#}
{% macro rated_positions(relation) -%}
select
    positions.workforce_key,
    workforce_years.census_id,
    positions.replicate,
    positions.position_id,

    positions.plan_year,
    workforce_years.year_start,
    workforce_years.year_end,
    workforce_years.days_in_year,
    workforce_years.raise_date,
    workforce_years.start_year,
    workforce_years.first_stream,

    positions.open_years,
    positions.base_level,
    positions.person_slot,
    positions.birth_date,
    positions.hire_date,
    positions.job_level,
    positions.annual_pay,
    positions.prior_compensation,
    workforce_years.time_to_fill_days,
    workforce_years.first_year_rate,
    workforce_years.promotion_rate,
    workforce_years.promotion_points,
    workforce_years.cola_points,
    workforce_years.merit_points,
    workforce_years.merit_spread_points,
    workforce_years.below_level_rate,
    workforce_years.pay_low,
    workforce_years.pay_high,
    workforce_years.pay_growth,
    workforce_years.prior_pay_growth,
    workforce_years.top_level,
    workforce_years.seed + positions.replicate as draw_seed,
    workforce_years.base_rate * by_age.multiplier * by_tenure.multiplier * by_level.leaving_multiplier
        as leaving_rate,
    by_age.retirement_rate,

    {{ position_draw(purpose('leaving')) }} as leaving_draw,
    {{ position_draw(
        'case when positions.hire_date is null then ' ~ purpose('opening_day')
        ~ ' else ' ~ purpose('leaving_day') ~ ' end'
    ) }} as day_draw,
    {{ position_draw(purpose('first_year_leaving')) }} as first_year_draw,
    {{ position_draw(purpose('first_year_leaving_day')) }} as first_year_day_draw,

    {{ opened_in('positions.open_years', 'positions.plan_year', 'workforce_years.start_year') }}
        as is_open,
    workforce_years.is_layoff,
    workforce_years.is_hiring_frozen
from {{ relation }} as positions

inner join {{ ref('stg_workforce_years') }} as workforce_years
    on
        positions.workforce_key = workforce_years.workforce_key
        and positions.plan_year = workforce_years.plan_year

left join {{ ref('stg_leaving_by_age') }} as by_age
    on
        positions.workforce_key = by_age.workforce_key
        and {{ completed_years('positions.birth_date', 'workforce_years.year_start') }}
        = by_age.age

left join {{ ref('stg_leaving_by_tenure') }} as by_tenure
    on
        positions.workforce_key = by_tenure.workforce_key
        and {{ completed_years('positions.hire_date', 'workforce_years.year_start') }}
        = by_tenure.tenure_years

left join {{ ref('stg_rates_by_level') }} as by_level
    on
        positions.workforce_key = by_level.workforce_key
        and positions.job_level = by_level.job_level
{%- endmacro %}
