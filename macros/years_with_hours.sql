{#-
    The number of calendar years with enough hours of service, from the year of hire to a plan
    year. All full years between the two have the same hours.
-#}
{% macro years_with_hours(
    hire_date, first_day, last_day, plan_year, year_days, hours_per_week, hours
) -%}
{%- set hire_year = 'cast(extract(year from ' ~ hire_date ~ ') as integer)' -%}
(
    case
        when {{ hours_of_service(
            days_between(first_day, last_day), year_days, hours_per_week
        ) }} >= {{ hours }}
            then 1
        else 0
    end
    + case
        when
            {{ hire_year }} < {{ plan_year }}
            and {{ hours_of_service(
                days_between(hire_date, 'make_date(' ~ hire_year ~ ', 12, 31)'),
                days_in_year(hire_year),
                hours_per_week
            ) }} >= {{ hours }}
            then 1
        else 0
    end
    + case
        when {{ hours_of_service(1, 1, hours_per_week) }} >= {{ hours }}
            then greatest(0, {{ plan_year }} - {{ hire_year }} - 1)
        else 0
    end
)
{%- endmacro %}
