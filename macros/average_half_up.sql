{#- The average of whole numbers, rounded half up to a whole number; null over nothing. -#}
{% macro average_half_up(total, number) -%}
case when {{ number }} > 0 then (2 * {{ total }} + {{ number }}) // (2 * {{ number }}) end
{%- endmacro %}
