-- One row per scenario, replicate, plan year and employee employed at any time in it.
--
-- The law limits what a person may defer in a calendar year, and lets those who turn 50 in
-- it defer more, and those who turn 60 to 63 more still: 26 USC 402(g) and 414(v). Age is
-- counted on 31 December. Catch-up of those who were paid more than a figure last year must
-- be Roth; in a plan without Roth they have none: 26 CFR 1.414(v)-2(b)(2). What was deferred
-- before the entry to match and core comes first, and is not matched.

with

served as (

    select * from {{ ref('int_service') }}

),

elected as (

    select
        *,
        {{ dollars(
            '(' ~ millionths('opening_rate')
            ~ ' * (' ~ cents('eligible_compensation') ~ ' - ' ~ cents('elected_compensation') ~ ')'
            ~ ' + ' ~ millionths('deferral_rate') ~ ' * ' ~ cents('elected_compensation')
            ~ ' + 500000) // 1000000'
        ) }} as deferral_elected,
        case
            when matched_compensation = eligible_compensation then 0
            else {{ dollars(
                '(' ~ millionths('opening_rate') ~ ' * ('
                ~ cents('eligible_compensation') ~ ' - ' ~ cents('elected_compensation')
                ~ ' - ' ~ cents('matched_compensation')
                ~ ' + ' ~ cents('matched_elected_compensation')
                ~ ') + ' ~ millionths('deferral_rate') ~ ' * ('
                ~ cents('elected_compensation') ~ ' - ' ~ cents('matched_elected_compensation')
                ~ ') + 500000) // 1000000'
            ) }}
        end as deferral_before_match,

        coalesce(prior_compensation > roth_catch_up_wages, false) as catches_up_as_roth

    from served

),

allowed as (

    select
        *,
        case
            when not allows_catch_up or (catches_up_as_roth and not allows_roth) then 0
            when allows_super_catch_up and age between 60 and 63
                then coalesce(super_catch_up_limit, catch_up_limit)
            when age >= 50 then catch_up_limit
            else 0
        end as catch_up_allowed

    from elected

),

limited as (

    select
        *,
        elective_deferral_limit + catch_up_allowed as deferral_limit,
        least(deferral_elected, elective_deferral_limit) as deferral_allowed,
        least(
            greatest(deferral_elected - elective_deferral_limit, 0), catch_up_allowed
        ) as catch_up

    from allowed

)

select * from limited
