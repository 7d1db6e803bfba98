{#- A decimal amount as a whole number of cents, for exact and fast arithmetic. -#}
{% macro cents(amount) -%}
cast(({{ amount }}) * 100 as bigint)
{%- endmacro %}
