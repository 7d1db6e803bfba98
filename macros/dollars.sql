{#- A whole number of cents as a decimal amount. -#}
{% macro dollars(cents) -%}
cast(cast({{ cents }} as decimal(18, 0)) * cast(0.01 as decimal(3, 2)) as decimal(18, 2))
{%- endmacro %}
