{#- A model's schema is the folder's own name; marts stay in `main`, where analysts look. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name | trim if custom_schema_name else target.schema }}
{%- endmacro %}
