{#-
    The date that a cleaned text names, null when it names none. A time of day is dropped.
    Numbers alone are read month first, as in the United States. Years of two digits: up to 30
    is 20yy, from 31 on 19yy. DuckDB's: `try_strptime` and the form of `regexp_replace`.
-#}
{% macro parse_date(text) -%}
    {%- set day = "^(\\d{1,2}[/-](?:\\d{1,2}|[A-Za-z]{3})[/-])" -%}
    {%- set dated = "regexp_replace(" ~ text ~ ", '[ T]\\d{1,2}:\\d{2}.*$', '')" -%}
    {%- set dated = "regexp_replace(" ~ dated ~ ", '" ~ day ~ "([0-2]\\d|30)$', '\\120\\2')" -%}
    {%- set dated = "regexp_replace(" ~ dated ~ ", '" ~ day ~ "([3-9]\\d)$', '\\119\\2')" -%}
    cast(try_strptime(
        {{ dated }},
        [
            '%Y-%m-%d', '%m/%d/%Y', '%d-%b-%Y', '%m-%d-%Y', '%Y/%m/%d', '%Y%m%d', '%b %d, %Y'
        ]
    ) as date)
{%- endmacro %}
