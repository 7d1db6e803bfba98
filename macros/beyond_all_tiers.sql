{#- More millionths of pay than anybody defers: where tiers without an end end. -#}
{% macro beyond_all_tiers() -%}
1000000000000
{%- endmacro %}
