{#-
    What the average of the highly compensated may be, in hundredths of a per cent, given
    that of the others: the larger of 1.25 times it and the smaller of twice it and two
    points above it. 26 USC 401(k)(3)(A)(ii), 401(m)(2)(A). Both have two decimals: `greatest`
    of decimals with different scales rounds to the coarser one.
-#}
{% macro test_limit(nhce) -%}
greatest(1.25 * {{ nhce }}, 1.00 * least(2 * {{ nhce }}, {{ nhce }} + 200))
{%- endmacro %}
