{#-
    The last day of the service that a plan asks for, from a row of int_entries: months since the
    hire or, by hours, periods of twelve months: the first since the hire, later ones from
    anniversary to anniversary or plan years, from the one with the first anniversary on. Hours are
    the same in every period, so that they suffice in all or never.
-#}
{% macro service_completed(months) -%}
{%- set days_before = 'case when completes_on_anniversary then 0 else 1 end' -%}
case
    when not counts_hours or {{ months }} = 0
        then {{ plus_months('hire_date', months) }} - {{ days_before }}
    when year_hours < eligibility_hours then {{ never() }}
    when {{ months }} > 12 and counts_plan_years
        then
            make_date(
                cast(extract(year from hire_date) + {{ months }} // 12 - 1 as integer), 12, 31
            ) + 1 - {{ days_before }}
    else {{ plus_months('hire_date', months) }} - {{ days_before }}
end
{%- endmacro %}
