{#- Why somebody's deferral rate is what it is, in the order of their numbers. -#}
{% macro election_reasons() -%}
{{ return([
    'census', 'automatic', 'voluntary', 'sweep', 'later', 'match_seeking', 'increase', 'opt_out',
    'stopped', 'lowered', 'raised'
]) }}
{%- endmacro %}
