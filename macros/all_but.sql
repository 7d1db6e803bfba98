{#- All columns of a relation but some: engines spell it differently. -#}
{% macro all_but(relation, columns) -%}
{{ relation }}.* exclude ({{ columns | join(', ') }})
{%- endmacro %}
