{#- The reason that a number of the loop of elections stands for. -#}
{% macro election_reason_name(number) -%}
case {{ number }}
{%- for name in election_reasons() %}
    when {{ election_reason(name) }} then '{{ name }}'
{%- endfor %}
end
{%- endmacro %}
