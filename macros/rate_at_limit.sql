{#-
    The lowest whole per cent of pay, at most all of it, with which a year's deferrals reach a
    limit: payrolls take whole per cents, and what passes the limit is not deferred.
-#}
{% macro rate_at_limit(limit, pay) -%}
cast(
    least(
        100,
        ({{ cents(limit) }} * 100 + greatest(1, {{ cents(pay) }}) - 1)
        // greatest(1, {{ cents(pay) }})
    ) as smallint
) * 0.01
{%- endmacro %}
