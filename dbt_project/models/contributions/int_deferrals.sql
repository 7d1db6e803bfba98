-- One row per scenario, replicate, plan year and employee employed at any time in it.
--
-- The law limits what a person may defer in a calendar year, and lets those who turn 50 in
-- it defer more, and those who turn 60 to 63 more still: 26 USC 402(g) and 414(v). Age is
-- counted on 31 December.

with

compensated as (

    select * from {{ ref('int_compensation') }}

),

elected as (

    select
        *,
        {{ half_up(
            'opening_rate * (eligible_compensation - elected_compensation)'
            ~ ' + deferral_rate * elected_compensation'
        ) }} as deferral_elected,
        case
            when not allows_catch_up then 0
            when allows_super_catch_up and age between 60 and 63
                then coalesce(super_catch_up_limit, catch_up_limit)
            when age >= 50 then catch_up_limit
            else 0
        end as catch_up_allowed

    from compensated

),

limited as (

    select
        *,
        elective_deferral_limit + catch_up_allowed as deferral_limit,
        least(deferral_elected, elective_deferral_limit) as deferral_allowed,
        least(
            greatest(deferral_elected - elective_deferral_limit, 0), catch_up_allowed
        ) as catch_up

    from elected

)

select * from limited
