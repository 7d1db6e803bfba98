{#-
    Orders a person's years: those in the baseline first, from the first on, then those in the
    scenario alone.
-#}
{% macro first_seen() -%}
plan_year + case when is_in_baseline then 0 else 10000 end
{%- endmacro %}
