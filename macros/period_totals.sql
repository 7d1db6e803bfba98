{#- Each sum over people, summed over the years of a period. -#}
{% macro period_totals() -%}
{%- for name in period_sums() -%}
sum({{ name }}) as {{ name }}{{ ', ' if not loop.last }}
{%- endfor -%}
{%- endmacro %}
