{#- A day that never comes: the entry date of those who do not enter. -#}
{% macro never() -%}
make_date(9999, 1, 1)
{%- endmacro %}
