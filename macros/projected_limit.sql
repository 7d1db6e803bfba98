{#-
    A statutory limit of a later year: the last published figure grown with prices and
    rounded down to the law's step. The millionth added keeps a figure that lands on a step
    from falling below it.
-#}
{% macro projected_limit(figure, step) -%}
cast(
    floor(published.{{ figure }} * prices.limit_index / {{ step }} + 0.000001) * {{ step }}
    as decimal(18, 2)
)
{%- endmacro %}
