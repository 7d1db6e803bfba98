{#- Which formula decides `test_limit`, by its name; the first where two give the same. -#}
{% macro test_branch(nhce) -%}
case
    when {{ nhce }} is null then null
    when 1.25 * {{ nhce }} > least(2 * {{ nhce }}, {{ nhce }} + 200) then '1.25 x'
    when 2 * {{ nhce }} <= {{ nhce }} + 200 then '2 x'
    else '+ 2 points'
end
{%- endmacro %}
