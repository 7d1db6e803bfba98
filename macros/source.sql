{#- See `ref`: a source's schema and table without the database. -#}
{% macro source() -%}
{{ return(builtins.source(*varargs).include(database=false)) }}
{%- endmacro %}
