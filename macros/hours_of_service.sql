{#-
    Hours of service of some days employed, in whole hours: the hours of a week for 52 weeks a
    year, at 40 a week 2,080 for a full one.
-#}
{% macro hours_of_service(days, days_in_year, hours_per_week) -%}
(52 * cast(100 * {{ hours_per_week }} as integer) * {{ days }} // (100 * {{ days_in_year }}))
{%- endmacro %}
