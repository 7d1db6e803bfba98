{#-
    Whether a row's deferral ends in a tier of the match of its scenario, year and service. Each
    condition compares a column of one side with one of the other, so that the engine looks the
    tier up by scenario and year.
-#}
{% macro in_match_tier(row, tiers, position='tier_position') -%}
{{ row }}.scenario_key = {{ tiers }}.scenario_key
and {{ row }}.plan_year = {{ tiers }}.plan_year
and {{ row }}.closing_service >= {{ tiers }}.service_from
and {{ row }}.closing_service < {{ tiers }}.closing_to
and {{ row }}.opening_service >= {{ tiers }}.opening_from
and {{ row }}.opening_service < {{ tiers }}.opening_to
and {{ row }}.{{ position }} >= {{ tiers }}.from_points
and {{ row }}.{{ position }} < {{ tiers }}.to_points
{%- endmacro %}
