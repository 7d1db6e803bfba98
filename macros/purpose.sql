{#-
    The number of a draw's purpose. Each is numbered once and never used for anything else,
    so that no two decisions share a draw. Purposes of the workforce from 10 on are followed
    by the occupant's number within the year: 0 on 1 January, then 1 and 2.
-#}
{% macro purpose(name) -%}
{%- set numbers = {
    'leaving': 1,
    'leaving_day': 2,
    'opening_day': 3,
    'closing_order': 4,
    'template': 5,
    'first_year_leaving': 6,
    'first_year_leaving_day': 7,
    'promotion': 10,
    'hire_level': 20,
    'hire_age': 30,
    'hire_pay': 40,
    'merit': 50,
    'entry': 100,
    'sweep': 101,
    'later_enrollment': 102,
    'match_seeking': 103,
    'active_choice': 104,
    'election_day': 105,
    'increase_opt_out': 106,
    'rate_choice': 107,
    'census_enrollment': 108,
    'rate_change': 109,
    'match_choice': 110,
} -%}
{%- if name not in numbers -%}
    {{ exceptions.raise_compiler_error("unknown purpose of a draw: " ~ name) }}
{%- endif -%}
{{ numbers[name] }}
{%- endmacro %}
