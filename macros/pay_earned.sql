{#-
    Pay earned from one day to another, both paid: annual pay before and from the raise
    date, by days over the days of the year, rounded half up once.
-#}
{% macro pay_earned(pay_before, pay_after, raise_date, first_day, last_day, days_in_year) -%}
{{ quotient(
    cents(pay_before) ~ ' * '
    ~ days_between(first_day, 'least(' ~ last_day ~ ', ' ~ raise_date ~ ' - 1)')
    ~ ' + ' ~ cents(pay_after) ~ ' * '
    ~ days_between('greatest(' ~ first_day ~ ', ' ~ raise_date ~ ')', last_day),
    days_in_year
) }}
{%- endmacro %}
