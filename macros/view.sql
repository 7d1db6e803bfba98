{#- How a model becomes a view: see `table`. -#}
{% materialization view, adapter='duckdb' %}
{%- set before = load_cached_relation(this) -%}
{%- set view = this.incorporate(type='view') -%}
{%- if before is not none -%}
    {%- do adapter.drop_relation(before) -%}
{%- endif -%}
{%- call statement('main') -%}
    {{ create_view_as(view, compiled_code) }}
{%- endcall -%}
{%- do adapter.commit() -%}
{{ return({'relations': [view]}) }}
{% endmaterialization %}
