{#- A decimal amount rounded half up to the cent. The argument must be exact, never a double. -#}
{% macro half_up(amount) -%}
cast(round({{ amount }}, 2) as decimal(18, 2))
{%- endmacro %}
