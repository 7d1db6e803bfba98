{#-
    The number of an event within a scenario and replicate: the person's, the year's and the
    event's own within the year.
-#}
{% macro event_id(person_number, plan_year, start_year, code) -%}
(({{ person_number }} * 64 + ({{ plan_year }} - {{ start_year }})) * 16 + {{ code }})
{%- endmacro %}
