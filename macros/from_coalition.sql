{#-
    A factor of cost in a coalition: the scenario's if the driver is in it, else the baseline's.
-#}
{% macro from_coalition(driver, factor) -%}
case when has_{{ driver }} then own_{{ factor }} else baseline_{{ factor }} end
{%- endmacro %}
