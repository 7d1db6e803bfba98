{#-
    The metrics that scenarios are compared by: columns of fct_plan_years, each with its
    expression over the sums of a period of n_years. Counts on 31 December are averaged over
    the years of a period, flows are summed, rates are ratios of the period's sums.
-#}
{% macro metrics() -%}
{%- set on_31_december = ['headcount', 'eligible', 'participants'] -%}
{%- set flows = [
    'hires', 'terminations', 'total_compensation', 'employee_contributions',
    'employer_match', 'employer_core', 'employer_cost', 'forfeitures', 'net_employer_cost',
    'total_contributions',
] -%}
{%- set rates = {
    'participation_rate': ('participants', 'eligible'),
    'average_deferral_rate': ('deferral_rates', 'participants'),
    'average_deferral_rate_eligible': ('deferral_rates', 'eligible'),
    'employer_cost_rate': ('employer_cost', 'total_compensation'),
} -%}
{%- set expressions = {} -%}
{%- for name in on_31_december -%}
    {%- do expressions.update({name: 'cast(' ~ name ~ ' as double) / n_years'}) -%}
{%- endfor -%}
{%- for name in flows -%}
    {%- do expressions.update({name: 'cast(' ~ name ~ ' as double)'}) -%}
{%- endfor -%}
{%- for name, (numerator, denominator) in rates.items() -%}
    {%- do expressions.update({name: ratio(numerator, denominator)}) -%}
{%- endfor -%}
{{ return(expressions) }}
{%- endmacro %}
