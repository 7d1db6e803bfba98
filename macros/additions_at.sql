{#-
    Deferral and its match together where a tier of the match begins or ends: in cents, times
    10 to the 16th and the days that rates are weighted by, so that they are whole numbers.
-#}
{% macro additions_at(tiers, bound_points) -%}
(
    {{ tiers }}.{{ bound_points }} * (
        cast(10000000000 as hugeint) * {{ weighing_days(tiers) }} + {{ by_days(tiers, 'rate_points') }}
    )
    + 1000000 * ({{ by_days(tiers, 'pay_points') }})
) * pay_cents
{%- endmacro %}
