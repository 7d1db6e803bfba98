{#-
    A cleaned text that should name a date, a number or a status; null when it is one of the
    marks that systems write for nothing.
-#}
{% macro clean_value(text) -%}
    case
        when
            lower({{ text }}) not in (
                'n/a', '#n/a', 'na', 'none', 'null', 'nan', 'nat', '-', '--', '.',
                '00/00/0000', '0000-00-00', '00000000'
            )
            then {{ text }}
    end
{%- endmacro %}
