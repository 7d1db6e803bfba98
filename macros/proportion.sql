{#-
    amount * part / whole, rounded half up to the cent: whole cents, so that no double is
    involved. All three in dollars, below ten million.
-#}
{% macro proportion(amount, part, whole) -%}
cast(
    cast(
        (
            2 * cast(({{ amount }}) * 100 as hugeint) * cast(({{ part }}) * 100 as hugeint)
            + cast(({{ whole }}) * 100 as hugeint)
        ) // (2 * cast(({{ whole }}) * 100 as hugeint)) as decimal(18, 0)
    ) * cast(0.01 as decimal(3, 2)) as decimal(18, 2)
)
{%- endmacro %}
