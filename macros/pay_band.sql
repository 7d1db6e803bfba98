{#- The label of the band that pay in dollars a year falls in, in thousands of dollars. -#}
{% macro pay_band(pay) -%}
case
    when {{ pay }} < 50000 then '0-49k'
    when {{ pay }} < 75000 then '50-74k'
    when {{ pay }} < 100000 then '75-99k'
    when {{ pay }} < 150000 then '100-149k'
    else '150k+'
end
{%- endmacro %}
