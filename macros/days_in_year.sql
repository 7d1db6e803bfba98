{#- 365, or 366 in a leap year. -#}
{% macro days_in_year(year) -%}
(
    365 + case
        when mod({{ year }}, 4) = 0 and (mod({{ year }}, 100) <> 0 or mod({{ year }}, 400) = 0)
            then 1
        else 0
    end
)
{%- endmacro %}
