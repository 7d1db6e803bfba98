-- One row per scenario, replicate, plan year and employee with a part of the profit-sharing sum.
--
-- In proportion to the pay that core counts. Parts are cut to whole cents, and the cents
-- that are left go to the largest fractions, in the order of person numbers where these
-- are equal, so that the parts sum to the whole.

with

served as (

    select * from {{ ref('int_service') }}

    where profit_sharing > 0 and employer_compensation > 0 and not loses_core

),

summed as (

    select
        scenario_key,
        replicate,
        person_number,

        plan_year,

        {{ cents('profit_sharing') }} as sum_cents,
        cast({{ cents('profit_sharing') }} as hugeint) * {{ cents('employer_compensation') }}
            as product,
        sum({{ cents('employer_compensation') }}) over (
            partition by scenario_key, replicate, plan_year
        ) as total_pay

    from served

),

ranked as (

    select
        *,
        cast(product // total_pay as bigint) as whole_cents,
        row_number() over (
            partition by scenario_key, replicate, plan_year
            order by product % total_pay desc, person_number
        ) as fraction_rank

    from summed

),

shared as (

    select
        scenario_key,
        replicate,
        person_number,

        plan_year,

        whole_cents + case
            when
                fraction_rank <= sum_cents - sum(whole_cents) over (
                    partition by scenario_key, replicate, plan_year
                )
                then 1
            else 0
        end as share_cents

    from ranked

)

select * from shared
