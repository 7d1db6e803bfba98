{#-
    A scenario and a year, an age or the like as one whole number. The engine finds a row by
    one number that runs from zero to a few hundred thousand without hashing it.
-#}
{% macro scenario_cell(scenario_key, number, size=256) -%}
(
    {{ scenario_key }} * {{ size }} + {{ number }}
)
{%- endmacro %}
