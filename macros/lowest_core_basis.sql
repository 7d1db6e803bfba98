{#-
    The lowest number of service, age or points that anybody has who has met the age and service for
    core: bands of it below that are nobody's.
-#}
{% macro lowest_core_basis(parameters, bands) -%}
{%- set age -%}
coalesce(
    {{ parameters }}.plan_eligibility_employer_minimum_age,
    {{ parameters }}.plan_eligibility_minimum_age
)
{%- endset -%}
{%- set service -%}
coalesce(
    {{ parameters }}.plan_eligibility_employer_service_months,
    {{ parameters }}.plan_eligibility_service_months
) // 12
{%- endset -%}
case {{ bands }}.basis
    when 'service' then {{ service }}
    when 'age' then {{ age }}
    else {{ age }} + {{ service }}
end
{%- endmacro %}
