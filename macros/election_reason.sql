{#-
    The number by which the loop of elections carries a reason: its rows are copied every year,
    and a text costs much more than a number.
-#}
{% macro election_reason(name) -%}
cast({{ election_reasons().index(name) }} as tinyint)
{%- endmacro %}
