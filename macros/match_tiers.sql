{#-
    The tiers of the match with their bounds and rates as whole numbers: what a deferral earns is
    `pay_points` times pay and `rate_points` times the deferral, in ten thousand millionths. A
    deferral ends in the tier whose bounds its `tier_position` lies between.
-#}
{% macro match_tiers() -%}
select
    *,
    case when is_change then 0 else service_from end as opening_from,
    case when is_change then service_from else 1000 end as opening_to,
    coalesce(service_to, 1000) as closing_to,
    {{ millionths('tier_from') }} as from_points,
    coalesce({{ millionths('tier_to') }}, {{ beyond_all_tiers() }}) as to_points,
    cast(rate * 10000000000 as bigint) as rate_points,
    cast(
        round(cast(rate_below - rate * tier_from as double) * 10000000000) as bigint
    ) as pay_points,
    cast(opening_rate * 10000000000 as bigint) as opening_rate_points,
    cast(
        round(cast(opening_rate_below - opening_rate * tier_from as double) * 10000000000)
        as bigint
    ) as opening_pay_points
from {{ ref('stg_match_formulas') }}
{%- endmacro %}
