{#- A draw of an occupant of a position in a year, inside `hired`. -#}
{% macro occupant_draw(name) -%}
{{ draw('draw_seed', 'position_id', 'plan_year', purpose(name) ~ ' + occupant') }}
{%- endmacro %}
