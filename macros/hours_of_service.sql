{#-
    Hours of service of some days employed, in whole hours: 40 a week for 52 weeks a year,
    2,080 for a full one.
-#}
{% macro hours_of_service(days, days_in_year) -%}
(2080 * {{ days }} // {{ days_in_year }})
{%- endmacro %}
