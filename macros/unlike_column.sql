{#- The problem of a value that is written otherwise than most of its column; null for others. -#}
{% macro unlike_column(is_unlike) -%}
    case when {{ is_unlike }} then 'unlike its column' end
{%- endmacro %}
