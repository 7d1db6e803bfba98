{#-
    The last day of consecutive periods of twelve months with 500 hours each, from a row of
    int_entries: those begun before 2021 do not count, and at the end of the last one the age is
    reached. 26 USC 401(k)(2)(D)(ii), (15)(A); SECURE Act, section 112(b).
-#}
{% macro part_time_run(periods) -%}
{%- set hire_year = 'cast(extract(year from hire_date) as integer)' -%}
case
    when counts_plan_years
        then
            make_date(
                greatest(
                    greatest({{ hire_year }}, 2021) + {{ periods }} - 1,
                    cast(extract(year from aged_on) as integer)
                ),
                12,
                31
            )
    else
        {{ plus_months(
            'hire_date',
            '12 * greatest(greatest(0, 2021 - ' ~ hire_year ~ ') + ' ~ periods
            ~ ', 1 + ' ~ completed_years('hire_date', 'aged_on') ~ ')'
        ) }} - 1
end
{%- endmacro %}
