-- One row per scenario, replicate, plan year, failed test and employee who gives up some of it.
--
-- Who gives up the excess: the largest amounts, not the highest ratios, come down to one level
-- until all of it is gone, 26 USC 401(k)(8)(C), 401(m)(6)(C). Cents that cannot be shared stay
-- with those who had most.

with

excesses as (

    select
        *,
        {{ cents('contribution') }} as contribution_cents,
        cast(sum({{ cents('excess') }}) over (
            partition by scenario_key, replicate, plan_year, test
        ) as bigint) as excess_cents

    from {{ ref('int_excess_ratios') }}

),

ranked as (

    select
        *,
        row_number() over by_amount as place,
        sum(contribution_cents) over by_amount as sum_above

    from excesses

    window by_amount as (
        partition by scenario_key, replicate, plan_year, test
        order by contribution_cents desc, person_number asc
        rows between unbounded preceding and current row
    )

),

reached as (

    select * from ranked

    where sum_above - place * contribution_cents < excess_cents

),

levelled as (

    select
        *,
        count(*) over everybody as number_reached,
        cast(sum(contribution_cents) over everybody as bigint) - excess_cents as cents_kept

    from reached

    window everybody as (partition by scenario_key, replicate, plan_year, test)

),

shared as (

    select
        * exclude (
            excess, contribution_cents, excess_cents, sum_above, number_reached, cents_kept
        ),
        contribution - {{ dollars(
            '(cents_kept // number_reached'
            ~ ' + case when place <= mod(cents_kept, number_reached) then 1 else 0 end)'
        ) }} as share

    from levelled

)

select * from shared
