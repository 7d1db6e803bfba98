{#- The text without blanks around it, non-breaking ones too; null when nothing is left. -#}
{% macro clean_text(text) -%}
    nullif(
        trim(translate({{ text }}, chr(160) || chr(9) || chr(10) || chr(13), '    ')), ''
    )
{%- endmacro %}
