{#- What makes the costs of two scenarios differ, in the order in which it is shown. -#}
{% macro cost_drivers() -%}
{{ return(['headcount', 'pay', 'participation', 'deferral_rate', 'formula']) }}
{%- endmacro %}
