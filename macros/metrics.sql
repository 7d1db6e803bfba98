{#-
    The metrics that scenarios are compared by: columns of fct_plan_years, each with its unit
    and its expression over the sums of a period of n_years. Counts on 31 December are averaged
    over the years of a period, events and amounts are summed, rates are ratios of the
    period's sums.
-#}
{% macro metrics() -%}
{%- set on_31_december = ['headcount', 'eligible', 'participants'] -%}
{%- set events = ['hires', 'terminations'] -%}
{%- set amounts = [
    'total_compensation', 'employee_contributions',
    'employer_match', 'employer_core', 'employer_cost', 'forfeitures', 'net_employer_cost',
    'total_contributions',
] -%}
{%- set rates = {
    'participation_rate': ('participants', 'eligible'),
    'average_deferral_rate': ('deferral_rates', 'participants'),
    'average_deferral_rate_eligible': ('deferral_rates', 'eligible'),
    'employer_cost_rate': ('employer_cost', 'total_compensation'),
} -%}
{%- set metrics = {} -%}
{%- for name in on_31_december -%}
    {%- do metrics.update({name: ('people', 'cast(' ~ name ~ ' as double) / n_years')}) -%}
{%- endfor -%}
{%- for name in events -%}
    {%- do metrics.update({name: ('people', 'cast(' ~ name ~ ' as double)')}) -%}
{%- endfor -%}
{%- for name in amounts -%}
    {%- do metrics.update({name: ('dollars', 'cast(' ~ name ~ ' as double)')}) -%}
{%- endfor -%}
{%- for name, (numerator, denominator) in rates.items() -%}
    {%- do metrics.update({name: ('rate', ratio(numerator, denominator))}) -%}
{%- endfor -%}
{{ return(metrics) }}
{%- endmacro %}
