{#- The vested share, which is all from normal retirement age on: 26 USC 411(a). -#}
{% macro vested_at_retirement(share) -%}
case when additions.has_retirement_age then cast(1 as decimal(9, 6)) else {{ share }} end
{%- endmacro %}
