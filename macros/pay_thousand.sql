{#- The thousand dollars of pay, in dollars of the first plan year, by which bands are read. -#}
{% macro pay_thousand(pay, price_index) -%}
cast(
    least({{ highest_pay_thousand() }}, floor(cast({{ pay }} as double) / {{ price_index }} / 1000))
    as integer
)
{%- endmacro %}
