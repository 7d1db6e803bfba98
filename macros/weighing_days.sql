{#- The days by which a tier's rates are weighted: see `by_days`. -#}
{% macro weighing_days(tiers) -%}
case when {{ tiers }}.is_change then days_employed else 1 end
{%- endmacro %}
