{#-
    Where a hire stands among all who can ever hold one position: below 128 for 40 years
    with two hires each; 0 is the census's employee.
-#}
{% macro person_slot(plan_year, start_year, occupant) -%}
cast(({{ plan_year }} - {{ start_year }} + 1) * 3 + {{ occupant }} as smallint)
{%- endmacro %}
