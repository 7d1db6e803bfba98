{#-
    The amount that a cleaned text names, to the cent; null when it names none. Commas are read
    only as thousands separators, so that `52000,50` is unreadable and not five millions.
    Parentheses and a hyphen after the number are a minus, a k after it is thousand. DuckDB's:
    `try_cast` and `regexp_extract`.
-#}
{% macro parse_money(text) -%}
    {%- set bare = "regexp_replace(upper(" ~ text ~ "), '[$€£ ]|USD', '', 'g')" -%}
    {%- set signed = "regexp_replace(" ~ bare ~ ", '^(?:\\((.*)\\)|([^-]*)-)$', '-\\1\\2')" -%}
    {%- set plain = "regexp_replace(" ~ signed ~ ", 'K$', 'E3')" -%}
    {%- set amount = "^[+-]?(\\d+|\\d{1,3}(,\\d{3})+)(\\.\\d*)?(E[+-]?\\d+)?$" -%}
    try_cast(replace(
        regexp_extract({{ plain }}, '{{ amount }}'), ',', ''
    ) as decimal(18, 2))
{%- endmacro %}
