{#- Pay earned in the year from a day on, where a row has the columns of int_employee_years. -#}
{% macro pay_earned_from(day) -%}
{{ pay_earned(
    'opening_pay',
    'annual_pay',
    'raise_date',
    'greatest(first_day, ' ~ day ~ ')',
    'last_day',
    'days_in_year'
) }}
{%- endmacro %}
