-- What an employer shares out in a year is shared out to the cent, where anybody has plan pay.

with

shares as (

    select
        scenario_key,
        replicate,

        plan_year,

        sum(share_cents) as share_cents,
        min(share_cents) as least_cents

    from {{ ref('int_profit_shares') }}

    group by 1, 2, 3

),

terms as (

    select * from {{ ref('stg_contribution_terms') }}

)

select shares.*

from shares

left join terms
    on
        shares.scenario_key = terms.scenario_key
        and shares.plan_year = terms.plan_year

where
    shares.share_cents is distinct from {{ cents('terms.profit_sharing') }}
    or shares.least_cents < 0
