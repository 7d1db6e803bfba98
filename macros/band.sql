{#- The label of the band that a whole number falls in, from ascending lower bounds. -#}
{% macro band(number, bounds) -%}
case
{%- for upper in bounds[1:] %}
    when {{ number }} < {{ upper }} then '{{ bounds[loop.index0] }}-{{ upper - 1 }}'
{%- endfor %}
    else '{{ bounds[-1] }}+'
end
{%- endmacro %}
