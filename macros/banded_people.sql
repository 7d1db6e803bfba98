{#-
    People of the first replicate with their bands, of the scenarios that a column of a relation
    names. They are read where they are filtered: else those of all scenarios would be held.
-#}
{% macro banded_people(scenario_id, relation) -%}
select
    scenario_id,
    employee_id,

    plan_year,

    age_band,
    tenure_band,
    {{ pay_band('annual_pay') }} as pay_band

from {{ ref('fct_workforce_snapshot') }}

where
    replicate = 0
    and scenario_id in (select {{ scenario_id }} from {{ relation }})
{%- endmacro %}
