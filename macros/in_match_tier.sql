{#-
    Whether a deferral, in millionths of cents over some cents of pay, ends in a tier of the
    match of a row's scenario, year and service. Rows whose key is null are not looked up.
-#}
{% macro in_match_tier(row, tiers, deferral_points, pay, key='scenario_key') -%}
{{ row }}.{{ key }} = {{ tiers }}.scenario_key
and {{ row }}.plan_year = {{ tiers }}.plan_year
and {{ row }}.closing_service >= {{ tiers }}.service_from
and ({{ tiers }}.service_to is null or {{ row }}.closing_service < {{ tiers }}.service_to)
and ({{ row }}.opening_service < {{ tiers }}.service_from) = {{ tiers }}.is_change
and {{ deferral_points }} >= {{ tiers }}.from_points * {{ pay }}
and (
    {{ tiers }}.tier_to is null
    or {{ deferral_points }} < {{ tiers }}.to_points * {{ pay }}
)
{%- endmacro %}
