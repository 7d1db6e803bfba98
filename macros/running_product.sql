{#-
    What a growth rate has compounded to by the end of a year, that year included.
    Rounded to twelve decimals, so that the sum of logarithms leaves no trace in it.
-#}
{% macro running_product(rate, partition, year) -%}
round(
    exp(
        sum(ln(1 + cast({{ rate }} as double))) over (
            partition by {{ partition }}
            order by {{ year }}
            rows between unbounded preceding and current row
        )
    ), 12
)
{%- endmacro %}
