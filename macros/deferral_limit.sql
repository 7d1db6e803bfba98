{#-
    What somebody of an age on 31 December may defer in the year, with the catch-up that the
    plan has: 26 USC 402(g) and 414(v).
-#}
{% macro deferral_limit(age, provisions) -%}
case
    when {{ age }} < 50 then {{ provisions }}.deferral_limit
    when {{ age }} between 60 and 63 then {{ provisions }}.deferral_limit_at_60
    else {{ provisions }}.deferral_limit_at_50
end
{%- endmacro %}
