{#-
    Points of a tier times the days employed: where the band of service changes in the year,
    those of the band before for the days before. In 128 bits; elsewhere a year has one day.
-#}
{% macro by_days(tiers, points) -%}
case
    when {{ tiers }}.is_change
        then
            cast({{ tiers }}.opening_{{ points }} as hugeint) * opening_days
            + {{ tiers }}.{{ points }} * (days_employed - opening_days)
    else cast({{ tiers }}.{{ points }} as hugeint)
end
{%- endmacro %}
