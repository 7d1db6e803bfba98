{#-
    Whole cents times whole numbers divided by a whole number, rounded half up to the cent and
    given in dollars. In whole numbers, because a quotient of decimals is a double, which would
    round some halves down.
-#}
{% macro quotient(numerator, denominator) -%}
{{ dollars(
    '(2 * (' ~ numerator ~ ') + (' ~ denominator ~ ')) // (2 * (' ~ denominator ~ '))'
) }}
{%- endmacro %}
