{#-
    A ratio of two amounts in hundredths of a per cent, rounded half up: the precision in
    which ADP and ACP ratios are stated. 0 where there is no pay.
-#}
{% macro basis_points(amount, pay) -%}
case
    when {{ pay }} > 0
        then (20000 * cast(({{ amount }}) * 100 as bigint) + cast({{ pay }} * 100 as bigint))
        // (2 * cast({{ pay }} * 100 as bigint))
    else 0
end
{%- endmacro %}
