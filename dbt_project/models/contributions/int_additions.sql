-- One row per scenario, replicate, plan year and employee employed at any time in it.
--
-- The match is that of the deferrals that are kept. Core is cut last, and the match of
-- catch-up contributions, which no deferral can make room for, after it.

with

kept as (

    select
        *,
        case
            when is_cut and matched_by_period is null
                then {{ tier_position(
                    'least(kept_cents, deferral_cents) * 1000000', 'pay_cents'
                ) }}
        end as kept_position

    from {{ ref('int_kept_deferrals') }}

),

tiers as (

    {{ match_tiers() }}

),

matched as (

    select
        kept.*,
        {{ dollars('kept.kept_cents') }} - kept.catch_up as employee_deferral,
        case
            when not kept.is_cut then kept.match_allowed
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
                {{ tier_match(
                    'tiers', 'least(kept.kept_cents, kept.deferral_cents)', 'kept.pay_cents'
                ) }},
                kept.match_limit
            )
        end as match_kept

    from kept

    left join tiers
        on {{ in_match_tier('kept', 'tiers', 'kept_position') }}

),

limited as (

    select
        *,
        case
            when is_cut then greatest(0, least(match_kept, additions_limit - employee_deferral))
            else match_kept
        end as employer_match,
        case
            when is_cut
                then
                    greatest(
                        0, least(core_allowed, additions_limit - employee_deferral - match_kept)
                    )
            else core_allowed
        end as employer_core

    from matched

)

select * from limited
