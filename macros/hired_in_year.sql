{#- The number of the year in which a person was hired: 1 is the first, 0 before it. -#}
{% macro hired_in_year(person_number) -%}
(
    mod({{ person_number }}, 128) // 3
)
{%- endmacro %}
