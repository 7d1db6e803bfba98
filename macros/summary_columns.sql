{#- Each metric over the horizon and in the last year, as columns. -#}
{% macro summary_columns(relation, end_year) -%}
{%- for name in metrics() -%}
max({{ relation }}.value) filter (
    where {{ relation }}.metric = '{{ name }}' and {{ relation }}.period = 'all'
) as horizon_{{ name }},
max({{ relation }}.value) filter (
    where
        {{ relation }}.metric = '{{ name }}'
        and {{ relation }}.period = cast({{ end_year }} as varchar)
) as last_year_{{ name }}{{ ',' if not loop.last }}
{% endfor -%}
{%- endmacro %}
