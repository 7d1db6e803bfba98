-- One row per scenario and thousand dollars of pay, in dollars of the first plan year.
--
-- Pay bands start at whole thousands; the highest thousand stands for all pay above.

with

bands as (

    select * from {{ source('inputs', 'bands') }}

),

thousands as (

    select cast(unnest(range(0, {{ highest_pay_thousand() }} + 1)) as integer) as pay_thousand

),

voluntary as (

    {{ banded_by_thousand('behavior.voluntary_enrollment.by_pay') }}

),

later as (

    {{ banded_by_thousand('behavior.later_enrollment.by_pay') }}

),

at_limit as (

    {{ banded_by_thousand('behavior.at_limit') }}

),

joined as (

    select
        voluntary.scenario_key,

        voluntary.pay_thousand,

        cast(voluntary.value as double) as voluntary_rate,
        cast(later.value as double) as later_rate,
        cast(at_limit.value as double) as limit_share

    from voluntary

    inner join later
        on
            voluntary.scenario_key = later.scenario_key
            and voluntary.pay_thousand = later.pay_thousand

    inner join at_limit
        on
            voluntary.scenario_key = at_limit.scenario_key
            and voluntary.pay_thousand = at_limit.pay_thousand

)

select * from joined
