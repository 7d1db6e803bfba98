-- One row per scenario, replicate, plan year, employee matched by pay period, and stretch.
--
-- A stretch is the time of one deferral rate: up to an election of the year, or from it on.
-- A pay period brings its part of the annual pay at the end of the year. Deferrals end in
-- the period in which the year's limit is reached; what was deferred before the entry to match
-- and core counts towards it.

with

deferred as (

    select
        *,
        {{ cents('annual_pay') }} as annual_cents,
        {{ cents('compensation_limit') }} as limit_cents,
        {{ cents('eligible_compensation - elected_compensation') }} as opening_cents,
        {{ cents('elected_compensation') }} as elected_cents,
        {{ cents('matched_compensation - matched_elected_compensation') }}
            as matched_opening_cents,
        {{ cents('matched_elected_compensation') }} as matched_elected_cents,
        {{ millionths('opening_rate') }} as opening_points,
        {{ millionths('deferral_rate') }} as elected_points

    from {{ ref('int_deferrals') }}

    where not trues_up

),

halves as (

    select unnest([1, 2]) as stretch

),

split as (

    select
        deferred.*,
        halves.stretch,
        case halves.stretch
            when 1 then deferred.matched_opening_cents
            else deferred.matched_elected_cents
        end as pay_cents,
        case halves.stretch
            when 1 then deferred.opening_points
            else deferred.elected_points
        end as rate_points,
        case halves.stretch when 1 then 0 else deferred.matched_opening_cents end
            as cents_before,
        case halves.stretch
            when 1
                then
                    deferred.opening_points
                    * (deferred.opening_cents - deferred.matched_opening_cents)
            else
                deferred.opening_points * deferred.opening_cents
                + deferred.elected_points
                * (deferred.elected_cents - deferred.matched_elected_cents)
        end as points_before

    from deferred

    cross join halves

),

bounded as (

    select
        *,
        greatest(
            0, cast({{ cents('deferral_limit') }} as hugeint) * 1000000 - points_before
        ) as room_points,
        case
            when match_pay_limit = 'stop'
                then greatest(0, least(pay_cents, limit_cents - cents_before))
            when match_pay_limit = 'prorated' and annual_cents > limit_cents
                then
                    (2 * cast(pay_cents as hugeint) * limit_cents + annual_cents)
                    // (2 * annual_cents)
            else pay_cents
        end as counted_cents,
        case
            when match_pay_limit = 'prorated' then least(annual_cents, limit_cents)
            else annual_cents
        end as period_cents

    from split

    where pay_cents > 0 and rate_points > 0

),

ended as (

    select
        *,
        case
            when cast(rate_points as hugeint) * pay_cents > room_points
                then
                    room_points * pay_periods
                    // (cast(rate_points as hugeint) * annual_cents)
        end as full_periods

    from bounded

)

select * from ended
