{#- A rate of up to six decimals as a whole number of millionths. -#}
{% macro millionths(rate) -%}
cast({{ rate }} * 1000000 as bigint)
{%- endmacro %}
