-- One row per scenario, replicate, plan year and employee employed at any time in it.
--
-- The match is that of the deferrals that are kept. Core is cut last, and the match of
-- catch-up contributions, which no deferral can make room for, after it.

with

kept as (

    select * from {{ ref('int_kept_deferrals') }}

),

tiers as (

    {{ match_tiers() }}

),

matched as (

    select
        kept.*,
        {{ dollars('kept.kept_cents') }} - kept.catch_up as employee_deferral,
        case
            when kept.cut_key is null then kept.match_allowed
            when kept.matched_by_period > 0
                then least(
                    kept.match_allowed,
                    {{ quotient(
                        'cast(' ~ cents('kept.match_allowed') ~ ' as hugeint) * kept.kept_cents',
                        cents('kept.matched_by_period')
                    ) }}
                )
            when kept.matched_by_period = 0 then 0
            else least(
                {{ tier_match('tiers', 'kept.kept_cents', 'kept.pay_cents') }}, kept.match_limit
            )
        end as match_kept

    from kept

    left join tiers
        on {{ in_match_tier(
            'kept', 'tiers', 'kept.kept_cents * 1000000', 'kept.pay_cents', 'cut_key'
        ) }}

),

limited as (

    select
        *,
        case
            when cut_key is null then match_kept
            else greatest(0, least(match_kept, additions_limit - employee_deferral))
        end as employer_match,
        case
            when cut_key is null then core_allowed
            else
                greatest(
                    0, least(core_allowed, additions_limit - employee_deferral - match_kept)
                )
        end as employer_core

    from matched

)

select * from limited
