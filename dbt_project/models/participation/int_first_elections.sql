-- One row per scenario, replicate and employee: the election they bring with them.
--
-- Employees of the census bring the census's rate. Where it is unknown, those already
-- eligible took part with the probability of a voluntary plan as of their entry. Hires
-- bring nothing. `chosen_rate` is what a person elects who chooses for themself.

with

entries as (

    select * from {{ ref('int_entries') }}

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
        {{ draw(
            'workforces.seed + entries.replicate',
            'entries.person_number',
            0,
            purpose('rate_choice')
        ) }} as choice_draw,
        {{ draw(
            'workforces.seed + entries.replicate',
            'entries.person_number',
            0,
            purpose('census_enrollment')
        ) }} as enrollment_draw

    from entries

    inner join workforces
        on entries.workforce_key = workforces.workforce_key

),

chosen as (

    select
        drawn.*,
        choices.rate as chosen_rate,
        employees.deferral_rate as census_rate,
        by_pay.voluntary_rate * by_age.voluntary_multiplier * by_tenure.voluntary_multiplier
            as voluntary_rate

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

    inner join {{ ref('stg_enrollment_by_age') }} as by_age
        on
            drawn.scenario_key = by_age.scenario_key
            and {{ completed_years('drawn.birth_date', 'drawn.entry_date') }} = by_age.age

    inner join {{ ref('stg_enrollment_by_tenure') }} as by_tenure
        on
            drawn.scenario_key = by_tenure.scenario_key
            and {{ completed_years('drawn.hire_date', 'drawn.entry_date') }}
            = by_tenure.tenure_years

    inner join {{ ref('stg_enrollment_by_pay') }} as by_pay
        on
            drawn.scenario_key = by_pay.scenario_key
            and {{ pay_thousand('drawn.opening_pay', 'drawn.price_index') }} = by_pay.pay_thousand

    left join employees
        on
            drawn.census_id = employees.census_id
            and drawn.census_position_id = employees.position_id

),

elected as (

    select
        scenario_key,
        workforce_key,
        replicate,
        person_number,

        plan_year - 1 as plan_year,
        case
            when census_rate > 0 then least(entry_date, cast(year_start - 1 as date))
            else entry_date
        end as entry_date,

        chosen_rate,
        case
            when not is_census then 0
            when census_rate is not null then census_rate
            when entry_date < year_start and enrollment_draw < voluntary_rate then chosen_rate
            else 0
        end as deferral_rate,
        case
            when not is_census then null
            when census_rate > 0 then 'census'
            when
                census_rate is null
                and entry_date < year_start
                and enrollment_draw < voluntary_rate
                then 'voluntary'
        end as election_reason

    from chosen

)

select
    scenario_key,
    workforce_key,
    replicate,
    person_number,

    plan_year,
    entry_date,
    cast(null as date) as election_date,
    case
        when deferral_rate > 0 then cast(extract(year from entry_date) as smallint)
    end as enrolled_year,
    cast(null as smallint) as increases_stopped_in,

    chosen_rate,
    cast(null as decimal(9, 6)) as prior_rate,
    cast(null as decimal(9, 6)) as opening_rate,
    cast(deferral_rate as decimal(9, 6)) as deferral_rate,
    election_reason

from elected
