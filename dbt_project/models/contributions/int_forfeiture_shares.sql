-- One row per scenario, replicate, plan year and employee who gets a part of forfeitures.
--
-- In proportion to pay among those employed on 31 December to whom the employer's money is
-- open. It is an annual addition of the year: who has no more room under 415(c) gets what
-- there is, and the others share the rest. Somebody is full if what all get at the level
-- at which this one is, is not more than there is to share. Cents left over go to the
-- largest fractions, as of profit sharing.

with

provisions as (

    select * from {{ ref('stg_plan_years') }}

    where reallocates_forfeitures

),

forfeited as (

    select
        forfeitures.scenario_key,
        forfeitures.replicate,

        forfeitures.plan_year,

        cast(sum({{ cents('forfeitures.forfeiture') }}) as bigint) as sum_cents

    from {{ ref('int_forfeitures') }} as forfeitures

    inner join provisions
        on
            forfeitures.scenario_key = provisions.scenario_key
            and forfeitures.plan_year = provisions.plan_year

    group by 1, 2, 3

),

sharing as (

    select
        contributions.scenario_key,
        contributions.replicate,
        contributions.person_number,

        contributions.plan_year,

        cast(forfeited.sum_cents as hugeint) as sum_cents,
        cast({{ cents('contributions.employer_compensation') }} as hugeint) as pay_cents,
        cast(
            {{ cents(
                'contributions.annual_additions_limit - contributions.employee_deferral'
                ~ ' - contributions.employer_match - contributions.employer_core'
            ) }} as hugeint
        ) as room_cents

    from {{ ref('int_contributions') }} as contributions

    inner join forfeited
        on
            contributions.scenario_key = forfeited.scenario_key
            and contributions.replicate = forfeited.replicate
            and contributions.plan_year = forfeited.plan_year

    where contributions.is_active and contributions.employer_compensation > 0

),

levelled as (

    select
        *,
        sum(room_cents) over by_level as room_up_to,
        sum(pay_cents) over everybody - sum(pay_cents) over by_level as pay_above

    from sharing

    window
        everybody as (partition by scenario_key, replicate, plan_year),
        by_level as (
            partition by scenario_key, replicate, plan_year
            order by room_cents * 10000000000000000 // pay_cents, person_number
            rows between unbounded preceding and current row
        )

),

filled as (

    select
        *,
        room_up_to * pay_cents + room_cents * pay_above <= sum_cents * pay_cents as is_full

    from levelled

),

left_over as (

    select
        *,
        sum_cents - coalesce(sum(room_cents) filter (where is_full) over everybody, 0)
            as open_cents,
        sum(pay_cents) filter (where not is_full) over everybody as open_pay

    from filled

    window everybody as (partition by scenario_key, replicate, plan_year)

),

divided as (

    select
        *,
        case
            when is_full then room_cents else open_cents * pay_cents // open_pay
        end as whole_cents,
        case when is_full then 0 else open_cents * pay_cents % open_pay end as fraction

    from left_over

),

ranked as (

    select
        *,
        open_cents
        - sum(case when is_full then 0 else whole_cents end) over everybody as cents_left,
        row_number() over (
            partition by scenario_key, replicate, plan_year
            order by fraction desc, person_number asc
        ) as fraction_rank

    from divided

    window everybody as (partition by scenario_key, replicate, plan_year)

),

shared as (

    select
        scenario_key,
        replicate,
        person_number,

        plan_year,

        {{ dollars(
            'cast(whole_cents + case when not is_full and fraction_rank <= cents_left'
            ~ ' then 1 else 0 end as bigint)'
        ) }} as forfeiture_share

    from ranked

)

select * from shared

where forfeiture_share > 0
