{#-
    The people of one year of positions: age, level and pay of those hired in it.

    From a relation with `occupant` (0 employed on 1 January, 1 and 2 hired in the year),
    occupant_hire_date, the position's base_level and the birth_date, job_level and
    annual_pay of somebody employed before, it adds occupant_birth_date, occupant_level, opening_pay
    and level_promotion_rate. A hire's age lies where the draw falls within its thousandth of the
    distribution of ages; the last birthday is 1 to 364 days before the hire, so that no
    range of ages is left by a day. Pay lies in a range around the level's median in the
    census, or has the relation to it that the recent hire of the census has whom the draw
    of the age points to; it grows with the general raises, and who is hired before the
    year's raise still gets that.
-#}
{% macro hired(relation) -%}
{%- set age -%}
(
    ages.age_from
    + (1000 * ranked.age_draw - floor(1000 * ranked.age_draw)) * (ages.age_to - ages.age_from)
)
{%- endset -%}
select
    ranked.*,
    case
        when ranked.occupant = 0 then ranked.birth_date
        else
            {{ plus_months('ranked.occupant_hire_date', '-12 * floor(' ~ age ~ ')') }}
            - 1 - cast(floor(364 * ({{ age }} - floor({{ age }}))) as integer)
    end as occupant_birth_date,
    case
        when ranked.occupant = 0 then ranked.annual_pay
        else cast(
            round(
                cast(level_pay.median_pay as double)
                * case
                    when ranked.occupant_hire_date < ranked.raise_date
                        then ranked.prior_pay_growth
                    else ranked.pay_growth
                end
                * coalesce(
                    ages.pay_ratio,
                    cast(ranked.pay_low as double)
                    + cast(ranked.pay_high - ranked.pay_low as double) * ranked.pay_draw
                ), 2
            ) as decimal(18, 2)
        )
    end as opening_pay,
    ranked.promotion_rate * by_level.promotion_multiplier as level_promotion_rate
from (
    select
        *,
        case
            when occupant = 0 then job_level
            when level_draw < below_level_rate then cast(greatest(1, base_level - 1) as tinyint)
            else base_level
        end as occupant_level
    from (
        select
            *,
            {{ occupant_draw('hire_level') }} as level_draw,
            {{ occupant_draw('hire_age') }} as age_draw,
            {{ occupant_draw('hire_pay') }} as pay_draw,
            {{ occupant_draw('promotion') }} as promotion_draw,
            case when merit_spread_points > 0 then {{ occupant_draw('merit') }} end as merit_draw
        from {{ relation }}
    )
) as ranked

left join {{ ref('stg_hire_profiles') }} as ages
    on
        ranked.workforce_key = ages.workforce_key
        and cast(floor(1000 * ranked.age_draw) as integer) = ages.thousandth

left join {{ ref('stg_level_pay') }} as level_pay
    on
        ranked.census_id = level_pay.census_id
        and ranked.occupant_level = level_pay.job_level

left join {{ ref('stg_rates_by_level') }} as by_level
    on
        ranked.workforce_key = by_level.workforce_key
        and ranked.occupant_level = by_level.job_level
{%- endmacro %}
