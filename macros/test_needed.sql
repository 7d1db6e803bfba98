{#-
    The least average of the others, in hundredths of a per cent, at which an average of the
    highly compensated passes: `test_limit` turned around, rounded up.
-#}
{% macro test_needed(hce) -%}
least((4 * {{ hce }} + 4) // 5, greatest(({{ hce }} + 1) // 2, {{ hce }} - 200))
{%- endmacro %}
