{#- A fraction as a reader writes it, in per cent. DuckDB's: `printf`. -#}
{% macro percent_text(fraction) -%}
printf('%g %%', cast(100 * {{ fraction }} as double))
{%- endmacro %}
