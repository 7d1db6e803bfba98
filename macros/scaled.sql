{#-
    An amount times a whole number over an even whole number, rounded half up to the cent: in
    whole cents below 2^63, because decimals of more than 18 digits are slow.
-#}
{% macro scaled(amount, multiplier, divisor) -%}
{{ dollars(
    '(' ~ cents(amount) ~ ' * ' ~ multiplier ~ ' + ' ~ (divisor // 2) ~ ') // ' ~ divisor
) }}
{%- endmacro %}
