{#-
    What somebody of an age on 31 December may defer in the year, with the catch-up that the
    plan has: 26 USC 402(g) and 414(v). In a plan without Roth those who were paid more than a
    figure last year have no catch-up, 26 CFR 1.414(v)-2(b)(2); pay when the year begins stands
    in for last year's wages, which are not known yet where people choose their rates.
-#}
{% macro deferral_limit(age, opening_pay, provisions) -%}
case
    when {{ age }} < 50 then {{ provisions }}.deferral_limit
    when
        not {{ provisions }}.allows_roth
        and {{ opening_pay }} > {{ provisions }}.roth_catch_up_wages
        then {{ provisions }}.deferral_limit
    when {{ age }} between 60 and 63 then {{ provisions }}.deferral_limit_at_60
    else {{ provisions }}.deferral_limit_at_50
end
{%- endmacro %}
