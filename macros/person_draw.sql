{#- A draw of a person in a year, inside the loop of elections. -#}
{% macro person_draw(name) -%}
{{ draw('draw_seed', 'person_number', 'plan_year', purpose(name)) }}
{%- endmacro %}
