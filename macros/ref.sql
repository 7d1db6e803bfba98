{#-
    References name schema and table but not the database, so that views still hold when the
    warehouse's file is renamed, copied or attached under another name.
-#}
{% macro ref() -%}
{{ return(builtins.ref(*varargs, **kwargs).include(database=false)) }}
{%- endmacro %}
