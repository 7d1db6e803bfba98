{#-
    The date that a spelled-out text names, with hyphens between its parts and four digits for the
    year; null when it names none. `order` says what stands first when there are numbers alone:
    `%m-%d` or `%d-%m`. Five digits are a spreadsheet's number of a day. DuckDB's: `try_strptime`.
-#}
{% macro parse_date(text, order) -%}
    case
        when regexp_matches({{ text }}, '^\d{5}(-0)?$')
            then date '1899-12-30' + try_cast(left({{ text }}, 5) as integer)
        when regexp_matches({{ text }}, '[A-Za-z]')
            then
                cast(try_strptime(
                    {{ text }},
                    ['%d-%b-%Y', '%b-%d-%Y', '%d%b%Y', '%d-%B-%Y', '%B-%d-%Y']
                ) as date)
        else
            cast(try_strptime(
                {{ text }},
                ['%Y-%m-%d', '{{ order }}-%Y', '%Y%m%d', '{{ order | replace("-", "") }}%Y']
            ) as date)
    end
{%- endmacro %}
