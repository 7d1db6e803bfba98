{#- The sums over people from which the metrics of a period are computed. -#}
{% macro period_sums() -%}
{{ return([
    'headcount', 'eligible', 'participants', 'deferral_rates', 'hires', 'terminations',
    'total_compensation', 'employee_contributions', 'employer_match', 'employer_core',
    'employer_cost', 'forfeitures', 'net_employer_cost', 'total_contributions',
]) }}
{%- endmacro %}
