{#- A date some months later; the last day of a shorter month if it has no such day. -#}
{% macro plus_months(day, months) -%}
cast({{ day }} + to_months(cast({{ months }} as integer)) as date)
{%- endmacro %}
