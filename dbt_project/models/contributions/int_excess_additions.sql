-- One row per scenario, replicate, plan year and employee employed at any time in it.
--
-- Deferrals without catch-up, match and core together may not pass the lesser of a dollar
-- limit and pay: 26 USC 415(c). Of those who may catch up, a deferral beyond that limit is
-- catch-up, as far as there is room for it: 26 CFR 1.414(v)-1(b)(1), (c).

with

contributed as (

    select * from {{ ref('int_cores') }}

),

limited as (

    select
        *,
        deferral_allowed + catch_up as deferral_total,
        least(annual_additions_limit, gross_compensation) as additions_limit,
        greatest(
            0,
            deferral_allowed + match_allowed + core_allowed
            - least(annual_additions_limit, gross_compensation)
        ) as excess

    from contributed

),

caught_up as (

    select
        * replace (
            deferral_allowed - least(excess, deferral_allowed, catch_up_allowed - catch_up)
                as deferral_allowed,
            catch_up + least(excess, deferral_allowed, catch_up_allowed - catch_up) as catch_up
        ),
        excess - least(excess, deferral_allowed, catch_up_allowed - catch_up) as excess_left

    from limited

),

counted as (

    select
        *,
        {{ cents('additions_limit - core_allowed + catch_up') }} as room_cents,

        excess_left > 0 as is_cut

    from caught_up

)

select * from counted
