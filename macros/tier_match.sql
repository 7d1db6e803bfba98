{#-
    The match of a deferral by the tier it ends in, in dollars, rounded half up once. Only where
    the band of service changes in the year are numbers of 128 bits needed.
-#}
{% macro tier_match(tiers, deferral, pay) -%}
{{ dollars(
    'case when not ' ~ tiers ~ '.is_change'
    ~ ' then (' ~ tiers ~ '.pay_points * ' ~ pay ~ ' + ' ~ tiers ~ '.rate_points * ' ~ deferral
    ~ ' + 5000000000) // 10000000000'
    ~ ' else (2 * (' ~ pay ~ ' * (' ~ by_days(tiers, 'pay_points') ~ ') + '
    ~ deferral ~ ' * (' ~ by_days(tiers, 'rate_points') ~ ')) + 10000000000 * days_employed)'
    ~ ' // (20000000000 * days_employed) end'
) }}
{%- endmacro %}
