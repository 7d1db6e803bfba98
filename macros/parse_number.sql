{#-
    The number that a cleaned text names, a percent sign after it aside; null when it names none.
    DuckDB's: `try_cast` and `regexp_extract`.
-#}
{% macro parse_number(text) -%}
    try_cast(regexp_extract(
        {{ text }}, '^([+-]?(?:\d+\.?\d*|\.\d+)) ?%?$', 1
    ) as decimal(18, 6))
{%- endmacro %}
