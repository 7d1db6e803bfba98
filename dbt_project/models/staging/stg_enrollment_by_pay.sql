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

joined as (

    select
        voluntary.scenario_key,

        voluntary.pay_thousand,

        cast(voluntary.value as double) as voluntary_rate,
        cast(later.value as double) as later_rate

    from voluntary

    inner join later
        on
            voluntary.scenario_key = later.scenario_key
            and voluntary.pay_thousand = later.pay_thousand

)

select * from joined
