{#-
    Whether a position is open on 31 December of a plan year: whether the binary digit for the
    year is set, of which the lowest is the first plan year's. 40 years fit into a BIGINT.
-#}
{% macro opened_in(open_years, plan_year, start_year) -%}
(({{ open_years }} >> ({{ plan_year }} - {{ start_year }})) & 1) = 1
{%- endmacro %}
