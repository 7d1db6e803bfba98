{#-
    How a model becomes a table. The one that comes with the adapter makes it aside and renames
    it, for readers of a database in use: a dozen statements where a build, which works in a
    database of its own, needs one. Hooks, grants, indexes and comments, which no model here has,
    are left out.
-#}
{% materialization table, adapter='duckdb' %}
{%- set before = load_cached_relation(this) -%}
{%- set table = this.incorporate(type='table') -%}
{%- if before is not none -%}
    {%- do adapter.drop_relation(before) -%}
{%- endif -%}
{%- call statement('main') -%}
    {{ create_table_as(false, table, compiled_code) }}
{%- endcall -%}
{%- do adapter.commit() -%}
{{ return({'relations': [table]}) }}
{% endmaterialization %}
