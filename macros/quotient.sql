{#-
    A sum of dollars times whole numbers divided by a whole number, rounded half up to the
    cent. Done in whole cents, because a quotient of decimals is a double, which would round
    some halves down. Holds up to 10^16 dollars.
-#}
{% macro quotient(numerator, denominator) -%}
cast(
    cast(
        (2 * cast(({{ numerator }}) * 100 as bigint) + ({{ denominator }}))
        // (2 * ({{ denominator }})) as decimal(18, 0)
    ) * cast(0.01 as decimal(3, 2)) as decimal(18, 2)
)
{%- endmacro %}
