{#-
    The lowest number of service, age or points that anybody has who has met the plan's age and
    service: bands of core below it are nobody's.
-#}
{% macro lowest_core_basis(parameters, bands) -%}
case {{ bands }}.basis
    when 'service' then {{ parameters }}.plan_eligibility_service_months // 12
    when 'age' then {{ parameters }}.plan_eligibility_minimum_age
    else
        {{ parameters }}.plan_eligibility_minimum_age
        + {{ parameters }}.plan_eligibility_service_months // 12
end
{%- endmacro %}
