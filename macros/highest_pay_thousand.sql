{#- The highest thousand dollars of pay that pay bands tell apart. -#}
{% macro highest_pay_thousand() -%}
1000
{%- endmacro %}
