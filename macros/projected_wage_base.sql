{#-
    The Social Security wage base of a later year: the last published one grown with wages, to
    the nearest multiple of 300 dollars and never lower, 42 USC 430(b). It is itself such a
    multiple, so that its increase is rounded.
-#}
{% macro projected_wage_base() -%}
cast(
    published.social_security_wage_base + 300 * greatest(
        0,
        floor(published.social_security_wage_base * (prices.wage_index - 1) / 300 + 0.500001)
    ) as decimal(18, 2)
)
{%- endmacro %}
