{#- A draw of a position in a year, inside `rated_positions`. -#}
{% macro position_draw(purpose_number) -%}
{{ draw(
    'workforce_years.seed + positions.replicate',
    'positions.position_id',
    'workforce_years.plan_year',
    purpose_number
) }}
{%- endmacro %}
