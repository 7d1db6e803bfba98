-- One row per scenario, replicate, plan year, failed test and employee who gives up some of it.
--
-- What becomes of a person's share. Deferrals: as far as catch-up has room they count as that, 26
-- USC 414(v)(3); the rest is paid out, and the match that came with it is forfeited,
-- 411(a)(3)(G). Match: the vested part is paid out, the rest is forfeited, 401(m)(6)(A).

with

shares as (

    select * from {{ ref('int_excess_shares') }}

),

parameters as (

    select * from {{ source('inputs', 'plan_years') }}

),

limits as (

    select * from {{ ref('stg_statutory_limits') }}

),

tiers as (

    select
        *,
        cast(tier_from * 1000000 as hugeint) as from_millionths,
        cast(tier_to * 1000000 as hugeint) as to_millionths,
        cast(rate * 1000000 as hugeint) as rate_millionths

    from {{ ref('stg_match_tiers') }}

),

divided as (

    select
        shares.*,
        parameters.plan_match_maximum as match_maximum,
        case
            when shares.test = 'adp'
                then least(
                    shares.share,
                    greatest(
                        0, shares.deferral_limit - limits.elective_deferral - shares.catch_up
                    )
                )
            else 0
        end as recharacterized,
        case
            when shares.test = 'acp'
                then {{ half_up('shares.share * (1 - shares.match_vested)') }}
            else 0
        end as unvested

    from shares

    inner join parameters
        on
            shares.scenario_key = parameters.scenario_key
            and shares.plan_year = parameters.plan_year

    inner join limits
        on
            shares.scenario_key = limits.scenario_key
            and shares.plan_year = limits.plan_year

),

refunded as (

    select
        *,
        share - recharacterized - unvested as refund,
        {{ cents('employer_compensation') }} as pay_cents,
        cast(
            {{ cents('employee_deferral + catch_up - share + recharacterized') }} as hugeint
        ) * 1000000 as deferral_left

    from divided

),

rematched as (

    select
        refunded.scenario_key,
        refunded.replicate,
        refunded.person_number,
        refunded.test,

        refunded.plan_year,

        refunded.share,
        refunded.recharacterized,
        refunded.refund,
        refunded.unvested,
        refunded.employer_match,
        refunded.match_maximum,
        {{ quotient(
            'sum(tiers.rate_millionths * ('
            ~ 'least(refunded.deferral_left, coalesce(tiers.to_millionths * refunded.pay_cents, '
            ~ 'refunded.deferral_left))'
            ~ ' - least(refunded.deferral_left, tiers.from_millionths * refunded.pay_cents)))',
            '1000000000000'
        ) }} as match_left

    from refunded

    inner join tiers
        on
            refunded.scenario_key = tiers.scenario_key
            and refunded.plan_year = tiers.plan_year
            and refunded.tenure_years >= tiers.service_from
            and (tiers.service_to is null or refunded.tenure_years < tiers.service_to)

    group by all

),

corrected as (

    select
        scenario_key,
        replicate,
        person_number,
        test,

        plan_year,

        share,
        recharacterized,
        refund,
        case
            when test = 'acp' then unvested
            when refund = 0 then 0
            else greatest(
                0, employer_match - least(match_left, coalesce(match_maximum, match_left))
            )
        end as forfeited_match

    from rematched

)

select * from corrected
