{#-
    The tiers of the match with their rates as whole numbers: what a deferral earns is
    `pay_points` times pay and `rate_points` times the deferral, in ten thousand millionths.
-#}
{% macro match_tiers() -%}
select
    *,
    {{ millionths('tier_from') }} as from_points,
    {{ millionths('tier_to') }} as to_points,
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
