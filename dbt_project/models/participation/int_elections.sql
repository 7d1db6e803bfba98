-- One row per scenario, replicate, plan year and employee employed at any time in it.
--
-- A row-wise loop over each person's own years: what they elect this year, given last
-- year's election. Sweeps and automatic increases take effect on 1 January; entry, later
-- enrollment and a move up to the match on their own day, while employed. The rows that the
-- loop starts from have no rate of the year before, and are left out.

with recursive

elections as (

    select
        * exclude (election_reason),
        case election_reason
            when 'census' then {{ election_reason('census') }}
            when 'voluntary' then {{ election_reason('voluntary') }}
        end as reason_number

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
                    when is_increase_due
                        then {{ person_draw('increase_opt_out') }} < increase_opt_out_rate
                    else false
                end as stops_increases,
                case
                    when is_swept then {{ person_draw('sweep') }} < sweep_odds
                    else false
                end as joins_by_sweep,
                is_entering and choice_draw < entry_odds as joins_at_entry,
                case
                    when
                        (is_outside and choice_draw < later_odds)
                        or (
                            deferral_rate > 0
                            and deferral_rate < match_top
                            and choice_draw < match_seeking_rate
                        )
                        then year_start + cast(
                            floor({{ person_draw('election_day') }} * days_in_year) as integer
                        )
                end as own_date

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
                end as opening_rate,
                case
                    when joins_at_entry and automatic_enrollment
                        then {{ person_draw('active_choice') }} < active_choice_rate
                    else joins_at_entry
                end as chooses_own_rate

            from decided

        ),

        changed as (

            select
                *,
                case
                    when chooses_own_rate then {{ election_reason('voluntary') }}
                    when joins_at_entry then {{ election_reason('automatic') }}
                    when is_entering and automatic_enrollment
                        then {{ election_reason('opt_out') }}
                    when own_date <= last_day and is_outside and not joins_by_sweep
                        then {{ election_reason('later') }}
                    when own_date <= last_day and deferral_rate > 0 and opening_rate < match_top
                        then {{ election_reason('match_seeking') }}
                    when joins_by_sweep then {{ election_reason('sweep') }}
                    when is_swept then {{ election_reason('opt_out') }}
                end as choice

            from opened

        ),

        elected as (

            select
                *,
                case choice
                    when {{ election_reason('voluntary') }} then chosen_rate
                    when {{ election_reason('automatic') }} then default_rate
                    when {{ election_reason('later') }} then chosen_rate
                    when {{ election_reason('match_seeking') }} then match_top
                    else opening_rate
                end as closing_rate

            from changed

        )

        select
            scenario_key,
            workforce_key,
            replicate,
            person_number,

            plan_year,
            entry_date,
            case
                when is_entering and choice is not null then entry_date
                when
                    choice in (
                        {{ election_reason('later') }}, {{ election_reason('match_seeking') }}
                    )
                    then own_date
                when choice is not null then year_start
            end as election_date,
            case
                when deferral_rate = 0 and closing_rate > 0 then cast(plan_year as smallint)
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
            end as reason_number

        from elected
    )

)

select
    * exclude (reason_number),
    {{ election_reason_name('reason_number') }} as election_reason

from elections

where prior_rate is not null
