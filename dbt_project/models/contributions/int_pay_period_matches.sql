-- One row per scenario, replicate, plan year and employee whose pay periods are matched singly.
--
-- The tiers apply to each pay period's deferral over its pay, so that all periods of a stretch
-- earn the same, and the one in which the limit on deferrals is reached less. Pay beyond the
-- limit of 26 USC 401(a)(17) counts as the plan's reading says.

with

pieces as (

    {{ pay_pieces(ref('int_pay_stretches')) }}

),

tiers as (

    select
        *,
        {{ millionths('match_top') }} as top_points,
        cast(
            max(rate_below) over (
                partition by scenario_key, plan_year, service_from, is_change
            ) * 10000000000 as bigint
        ) as best_points

    from ({{ match_tiers() }})

),

counted as (

    select
        * replace (
            case
                when match_pay_limit = 'stop'
                    then least(deferral_points, cast(pay as hugeint) * rate_points)
                else deferral_points
            end as deferral_points
        )

    from pieces

),

placed as (

    select
        *,
        {{ tier_position('deferral_points', 'pay') }} as tier_position

    from counted

),

matched as (

    select
        placed.scenario_key,
        placed.replicate,
        placed.person_number,

        placed.plan_year,

        placed.pay_periods,
        sum(
            cast(tiers.pay_points as hugeint) * 1000000 * placed.pay
            + cast(tiers.rate_points as hugeint) * placed.deferral_points
        ) as match_points,
        sum(
            least(placed.deferral_points, cast(tiers.top_points as hugeint) * placed.pay)
        ) as matched_points,
        max(
            case
                when placed.match_pay_limit = 'annual'
                    then {{ dollars(
                        '(tiers.best_points * ' ~ cents('placed.compensation_limit')
                        ~ ' + 5000000000) // 10000000000'
                    ) }}
            end
        ) as most

    from placed

    inner join tiers
        on {{ in_match_tier('placed', 'tiers') }}

    group by
        placed.scenario_key,
        placed.replicate,
        placed.person_number,
        placed.plan_year,
        placed.pay_periods

),

rounded as (

    select
        *,
        {{ dollars(
            '(2 * match_points + 10000000000000000 * pay_periods)'
            ~ ' // (cast(20000000000000000 as hugeint) * pay_periods)'
        ) }} as match_by_period,
        {{ dollars(
            '(2 * matched_points + 1000000 * pay_periods) // (2000000 * pay_periods)'
        ) }} as matched_deferral

    from matched

),

listed as (

    select
        * replace (
            least(match_by_period, coalesce(most, match_by_period)) as match_by_period
        )

    from rounded

)

select * from listed
