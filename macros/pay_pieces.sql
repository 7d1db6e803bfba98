{#-
    The parts of stretches that are matched at one tier: all full pay periods together, and the
    one in which the limit on deferrals is reached. From int_pay_stretches, with `pay` in cents
    and `deferral_points` in millionths of cents, both times the number of pay periods a year,
    so that they are whole numbers.
-#}
{% macro pay_pieces(relation) -%}
select
    *,
    case
        when full_periods is null then counted_cents * pay_periods
        when is_last and match_pay_limit = 'stop'
            then greatest(
                0, least(annual_cents, counted_cents * pay_periods - full_periods * annual_cents)
            )
        when is_last then period_cents
        when match_pay_limit = 'stop'
            then least(full_periods * annual_cents, counted_cents * pay_periods)
        else full_periods * period_cents
    end as pay,
    case
        when full_periods is null then cast(pay_cents as hugeint) * pay_periods * rate_points
        when is_last
            then room_points * pay_periods - full_periods * annual_cents * rate_points
        else full_periods * annual_cents * rate_points
    end as deferral_points
from (
    select
        stretches.*,
        pieces.is_last
    from {{ relation }} as stretches

    inner join (select unnest([false, true]) as is_last) as pieces
        on not pieces.is_last or stretches.full_periods is not null
)
{%- endmacro %}
