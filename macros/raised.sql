{#-
    The raises of one year: everyone employed before and on the raise date gets the general
    and the merit raise and, with the drawn probability, a promotion: one level up, and
    another raise. Pay is rounded half up to the cent each time it changes. Merit raises lie
    around the average, each hundredth of a per cent within the spread equally likely.

    From a relation with occupant, occupant_hire_date, occupant_leave_date, occupant_level
    and opening_pay it adds is_raised, is_promoted, raised_pay (after the raise, before the
    promotion), closing_level and closing_pay.
-#}
{% macro raised(relation) -%}
select
    *,
    case
        when is_promoted then {{ scaled('raised_pay', 'promotion_points', 1000000) }}
        else raised_pay
    end as closing_pay,
    cast(
        occupant_level + case when is_promoted then 1 else 0 end as tinyint
    ) as closing_level
from (
    select
        *,
        case
            when is_raised then {{ scaled('opening_pay', 'raise_points', 100000000) }}
            else opening_pay
        end as raised_pay,
        is_raised
        and promotion_draw < level_promotion_rate
        and occupant_level < top_level as is_promoted
    from (
        select
            *,
            cola_points * (
                merit_points + case
                    when merit_spread_points > 0
                        then cast(
                            floor(merit_draw * (2 * merit_spread_points + 1)) as bigint
                        ) - merit_spread_points
                    else 0
                end
            ) as raise_points,
            occupant_hire_date < raise_date
            and (occupant_leave_date is null or occupant_leave_date >= raise_date) as is_raised
        from {{ relation }}
    )
)
{%- endmacro %}
