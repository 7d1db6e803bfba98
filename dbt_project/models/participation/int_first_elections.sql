-- One row per scenario, replicate and employee: the election they bring with them.
--
-- Employees of the census bring the census's rate. Where it is unknown, those already
-- eligible took part with the probability of having enrolled on entry or later. Hires
-- bring nothing. `chosen_rate` is what a person elects who chooses for themself, nothing if
-- that is as much as the law allows. It stands in the year before their first plan year, and
-- the loop of elections begins with it.

with

entries as (

    select * from {{ ref('int_entry_elections') }}

),

workforces as (

    select * from {{ ref('stg_workforces') }}

),

employees as (

    select * from {{ ref('stg_employees') }}

),

drawn as (

    select
        entries.*,
        workforces.census_id,
        case when entries.is_census then entries.position_id end as census_position_id,
        entries.opening_age as choosing_age,
        {{ draw('entries.draw_seed', 'entries.person_number', 0, purpose('rate_choice')) }}
            as choice_draw,
        {{ draw('entries.draw_seed', 'entries.person_number', 0, purpose('census_enrollment')) }}
            as enrollment_draw,
        {{ draw('entries.draw_seed', 'entries.person_number', 0, purpose('match_choice')) }}
            as match_choice_draw

    from entries

    inner join workforces
        on entries.workforce_key = workforces.workforce_key

),

chosen as (

    select
        drawn.*,
        case when drawn.choice_draw >= 1 - drawn.limit_share then null else choices.rate end
            as chosen_rate,
        case when drawn.is_excluded then null else employees.deferral_rate end as census_rate

    from drawn

    inner join {{ ref('stg_enrollment_by_age') }} as at_start
        on
            drawn.scenario_key = at_start.scenario_key
            and drawn.choosing_age = at_start.age

    inner join {{ ref('stg_rate_choices') }} as choices
        on
            at_start.scenario_key = choices.scenario_key
            and at_start.choice_band = choices.from_age
            and drawn.choice_draw >= choices.share_from
            and drawn.choice_draw < choices.share_to

    left join employees
        on
            drawn.census_id = employees.census_id
            and drawn.census_position_id = employees.position_id

),

brought as (

    select
        *,
        case
            when not is_census then null
            when census_rate > 0 then {{ election_reason('census') }}
            when
                census_rate is null
                and entry_date < year_start
                and enrollment_draw < brought_rate
                then {{ election_reason('voluntary') }}
        end as reason_number

    from chosen

),

elected as (

    select
        scenario_key,
        person_year_key - 1 as person_year_key,

        cast(plan_year - 1 as smallint) as plan_year,
        case
            when census_rate > 0 then least(entry_date, cast(year_start - 1 as date))
            else entry_date
        end as entry_date,
        case
            when reason_number is not null then cast(least(entry_year, plan_year - 1) as smallint)
        end as enrolled_year,
        case
            when hire_date < increase_hired_on_or_after then cast(0 as smallint)
        end as increases_stopped_in,

        chosen_rate,
        cast(
            case reason_number
                when {{ election_reason('census') }} then census_rate
                when {{ election_reason('voluntary') }}
                    then
                        case
                            when match_choice_draw < match_top_share and match_top > 0
                                then match_top
                            else
                                coalesce(
                                    chosen_rate,
                                    {{ rate_at_limit('deferral_limit', 'opening_pay') }}
                                )
                        end
                else 0
            end as decimal(9, 6)
        ) as deferral_rate,
        reason_number,
        entry_reason_number,
        match_choice_draw < match_top_share as follows_match

    from brought

)

select * from elected
