{#-
    The number of calendar years with enough hours of service, from the year of hire to a
    plan year. Full years between the two have 2,080 hours, more than any plan may ask for.
-#}
{% macro years_with_hours(hire_date, first_day, last_day, plan_year, year_days, hours) -%}
{%- set hire_year = 'cast(extract(year from ' ~ hire_date ~ ') as integer)' -%}
(
    case
        when {{ hours_of_service(days_between(first_day, last_day), year_days) }} >= {{ hours }}
            then 1
        else 0
    end
    + case
        when {{ hire_year }} = {{ plan_year }} then 0
        when {{ hours_of_service(
            days_between(hire_date, 'make_date(' ~ hire_year ~ ', 12, 31)'), days_in_year(hire_year)
        ) }} >= {{ hours }}
            then {{ plan_year }} - {{ hire_year }}
        else {{ plan_year }} - {{ hire_year }} - 1
    end
)
{%- endmacro %}
