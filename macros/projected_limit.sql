{#-
    A statutory limit of a later year: the last published figure and its increase with
    prices, rounded down to the law's step. It is the increase that is rounded, so that a
    figure between two steps, as the 11,250 dollars of catch-up at 60 to 63, stays where it
    was published; and limits never fall. The millionth added keeps an increase that lands
    on a step from falling below it.
-#}
{% macro projected_limit(figure, step) -%}
cast(
    published.{{ figure }} + {{ step }} * greatest(
        0, floor(published.{{ figure }} * (prices.limit_index - 1) / {{ step }} + 0.000001)
    ) as decimal(18, 2)
)
{%- endmacro %}
