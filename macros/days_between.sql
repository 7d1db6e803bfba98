{#- The number of days from one date to another, both counted; 0 if the second is earlier. -#}
{% macro days_between(first_day, last_day) -%}
greatest(0, cast({{ last_day }} - {{ first_day }} as integer) + 1)
{%- endmacro %}
