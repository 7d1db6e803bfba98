{#-
    The tiers of the match, and a row under key 0 for people of whom nothing is cut: conditions
    on both sides at once make a left join compare all with all.
-#}
{% macro cut_tiers() -%}
select
    scenario_key,
    plan_year,
    service_from,
    closing_to,
    opening_from,
    opening_to,
    from_points,
    to_points,
    opening_rate_points,
    opening_pay_points,
    rate_points,
    pay_points,
    is_change
from ({{ match_tiers() }})

union all

select 0, 0, 0, 1000, 0, 1000, 0, {{ beyond_all_tiers() }}, 0, 0, 0, 0, false
{%- endmacro %}
