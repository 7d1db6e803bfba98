-- One row per scenario, replicate and employee: what they elect on the day of entry.
--
-- Under automatic enrollment people are enrolled, choose a rate of their own or opt out;
-- without it they enroll with the probability of their age, service and pay. Who entered
-- before the first plan year, enters after the last or has left by then elects nothing.

with

entries as (

    select
        *,
        cast(extract(year from entry_date) as integer) as entry_year

    from {{ ref('int_entries') }}

),

aged as (

    select
        *,
        case
            when entry_year >= plan_year then person_year_key + entry_year - plan_year
        end as entry_year_key,

        least(150, {{ completed_years('birth_date', 'entry_date') }}) as entry_age,
        least(150, {{ completed_years('hire_date', 'entry_date') }}) as entry_tenure,
        least(150, {{ completed_years('hire_date', 'greatest(entry_date, year_start)') }})
            as opening_tenure

    from entries

),

employee_years as (

    select * from {{ ref('int_employee_years') }}

),

provisions as (

    select * from {{ ref('stg_plan_years') }}

),

placed as (

    select
        aged.*,

        provisions.active_choice_rate,
        {{ pay_thousand(
            'coalesce(employee_years.opening_pay, aged.opening_pay)',
            'coalesce(provisions.price_index, aged.price_index)'
        ) }} as pay_thousand,
        {{ draw(
            'aged.draw_seed', 'aged.person_number', 'aged.entry_year', purpose('entry')
        ) }} as entry_draw,
        {{ draw(
            'aged.draw_seed',
            'aged.person_number',
            'aged.entry_year',
            purpose('active_choice')
        ) }} as active_choice_draw,

        provisions.automatic_enrollment,
        coalesce(employee_years.last_day >= aged.entry_date, false) as enters

    from aged

    left join employee_years
        on aged.entry_year_key = employee_years.person_year_key

    left join provisions
        on
            aged.scenario_key = provisions.scenario_key
            and aged.entry_year = provisions.plan_year

),

rated as (

    select
        placed.*,
        by_pay.voluntary_rate * by_age.voluntary_multiplier * by_tenure.voluntary_multiplier
            as voluntary_rate,
        case
            when placed.automatic_enrollment then 1 - by_age.opt_out_rate
            else
                by_pay.voluntary_rate * by_age.voluntary_multiplier
                * by_tenure.voluntary_multiplier
        end as entry_rate,
        by_pay.later_rate * by_age.later_multiplier as later_rate,
        by_pay.limit_share,
        since.later_exposure - by_tenure.later_exposure as later_exposure

    from placed

    inner join {{ ref('stg_enrollment_by_age') }} as by_age
        on
            placed.scenario_key = by_age.scenario_key
            and placed.entry_age = by_age.age

    inner join {{ ref('stg_enrollment_by_tenure') }} as by_tenure
        on
            placed.scenario_key = by_tenure.scenario_key
            and placed.entry_tenure = by_tenure.tenure_years

    inner join {{ ref('stg_enrollment_by_tenure') }} as since
        on
            placed.scenario_key = since.scenario_key
            and placed.opening_tenure = since.tenure_years

    inner join {{ ref('stg_enrollment_by_pay') }} as by_pay
        on
            placed.scenario_key = by_pay.scenario_key
            and placed.pay_thousand = by_pay.pay_thousand

),

elected as (

    select
        *,
        1 - (1 - least(1, voluntary_rate)) * power(1 - least(1, later_rate), later_exposure)
            as brought_rate,
        case
            when not enters then null
            when entry_draw >= entry_rate
                then case when automatic_enrollment then {{ election_reason('opt_out') }} end
            when automatic_enrollment and active_choice_draw >= active_choice_rate
                then {{ election_reason('automatic') }}
            else {{ election_reason('voluntary') }}
        end as entry_reason_number

    from rated

)

select * from elected
