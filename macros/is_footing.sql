{#-
    Whether the first text of a row without a hire date is that of a total or of a remark under
    the table and not a person's.
-#}
{% macro is_footing(text) -%}
    regexp_matches(
        lower({{ text }}),
        '^\W*((grand|sub|report|company|department|overall)[ -]?)?(totals?|sum|count|average)\b'
        || '|^\W*(end of|page \d|report|printed|generated|run date|confidential|note|number of)\b'
        || '|\b(sub)?totals?:?$'
    )
{%- endmacro %}
