{#- The cube of x modulo p, for 0 <= x < p < 2^31: no product passes 2^62. -#}
{% macro cubed(x, p) -%}
mod(mod({{ x }} * {{ x }}, {{ p }}) * {{ x }}, {{ p }})
{%- endmacro %}
