-- One row per scenario, replicate, plan year and employee employed at any time in it.
--
-- A row-wise loop over each person's own years: what they elect this year, given last
-- year's election. Sweeps and automatic increases take effect on 1 January; entry, later
-- enrollment, a move up to the match and other changes on their own day, while employed.
-- The rows that the loop starts from have no rate of the year before, and are left out.
-- What is the same in every year or scenario is worked out before the loop, in
-- int_first_elections and int_election_draws: its rows are copied every year, and every
-- column costs.

with recursive

elections as (

    select
        scenario_key,
        person_year_key,
        cast(0 as smallint) as turn,

        plan_year,
        entry_date,
        cast(null as date) as election_date,
        enrolled_year,
        increases_stopped_in,

        chosen_rate,
        cast(null as decimal(9, 6)) as prior_rate,
        cast(null as decimal(9, 6)) as opening_rate,
        deferral_rate,
        reason_number,
        entry_reason_number,
        follows_match

    from {{ ref('int_first_elections') }}

    union all

    (
        with

        placed as (

            {{ election_odds('elections') }}

        ),

        decided as (

            select
                *,
                case
                    when is_increase_due then increase_draw < {{ stopping_rate() }}
                    else false
                end as stops_increases,
                case
                    when sweeps then is_outside and is_eligible and sweep_draw < sweep_rate
                    else false
                end as joins_by_sweep

            from placed

        ),

        opened as (

            select
                *,
                case
                    when is_increase_due and not stops_increases
                        then least(increase_cap, deferral_rate + increase_step)
                    when joins_by_sweep then default_rate
                    else deferral_rate
                end as opening_rate

            from decided

        ),

        changed as (

            select
                *,
                {{ election_choice() }} as choice

            from opened

        ),

        elected as (

            select
                *,
                {{ elected_rate() }} as closing_rate

            from changed

        )

        select
            scenario_key,
            person_year_key,
            turn,

            cast(plan_year as smallint) as plan_year,
            entry_date,
            case
                when choice is null then null
                when
                    choice >= {{ election_reason('stopped') }}
                    or choice in (
                        {{ election_reason('later') }}, {{ election_reason('match_seeking') }}
                    )
                    then own_date
                when is_eligible then year_start
                else entry_date
            end as election_date,
            case
                when is_outside and closing_rate > 0 then cast(plan_year as smallint)
                else enrolled_year
            end as enrolled_year,
            case
                when stops_increases then cast(plan_year as smallint)
                else increases_stopped_in
            end as increases_stopped_in,

            chosen_rate,
            deferral_rate as prior_rate,
            cast(opening_rate as decimal(9, 6)) as opening_rate,
            cast(closing_rate as decimal(9, 6)) as deferral_rate,
            case
                when choice is not null then choice
                when opening_rate > deferral_rate then {{ election_reason('increase') }}
                else reason_number
            end as reason_number,
            entry_reason_number,
            follows_match

        from elected
    )

)

select * exclude (turn, chosen_rate, entry_reason_number, follows_match)

from elections

where prior_rate is not null
