-- One row per workforce, replicate, plan year and employee employed at any time in it.

with

rated as (

    {{ rated_positions(ref('int_position_years')) }}

),

turned_over as (

    {{ turnover('rated') }}

),

occupants as (

    select unnest(range(0, 3)) as occupant

),

occupied as (

    select
        turned_over.*,
        occupants.occupant,
        case occupants.occupant
            when 0 then turned_over.hire_date
            when 1 then turned_over.first_hire_date
            else turned_over.second_hire_date
        end as occupant_hire_date,
        case occupants.occupant
            when 0 then turned_over.leave_date
            when 1 then turned_over.first_leave_date
        end as occupant_leave_date

    from turned_over

    inner join occupants
        on
            (occupants.occupant = 0 and turned_over.hire_date is not null)
            or (occupants.occupant = 1 and turned_over.first_hire_date is not null)
            or (occupants.occupant = 2 and turned_over.second_hire_date is not null)

),

hired as (

    {{ hired('occupied') }}

),

raised as (

    {{ raised('hired') }}

),

numbered as (

    select
        *,
        position_id * 128 + case
            when occupant = 0 then person_slot
            else {{ person_slot('plan_year', 'start_year', 'occupant') }}
        end as person_number

    from raised

),

listed as (

    select
        workforce_key,
        replicate,
        position_id,
        person_number,
        {{ person_year_key(
            'first_stream + replicate', 'person_number', 'plan_year - start_year + 1'
        ) }} as person_year_key,

        plan_year,
        occupant_hire_date as hire_date,
        occupant_leave_date as termination_date,
        case when is_raised then raise_date end as raise_date,
        occupant_birth_date as birth_date,
        greatest(occupant_hire_date, year_start) as first_day,
        coalesce(occupant_leave_date, year_end) as last_day,

        occupant_level as opening_level,
        closing_level as job_level,
        opening_pay,
        raised_pay,
        closing_pay as annual_pay,
        case when occupant = 0 then prior_compensation else 0 end as prior_compensation,
        {{ pay_earned(
            'opening_pay',
            'closing_pay',
            'raise_date',
            'greatest(occupant_hire_date, year_start)',
            'coalesce(occupant_leave_date, year_end)',
            'days_in_year'
        ) }} as gross_compensation,
        {{ completed_years(
            'occupant_birth_date', 'greatest(occupant_hire_date, year_start)'
        ) }} as opening_age,
        {{ completed_years('occupant_hire_date', 'greatest(occupant_hire_date, year_start)') }}
            as opening_tenure,
        {{ completed_years('occupant_birth_date', 'year_end') }} as age,
        {{ completed_years('occupant_hire_date', 'coalesce(occupant_leave_date, year_end)') }}
            as tenure_years,
        case
            when occupant_leave_date is null then null
            when occupant = 0 and not is_open and is_layoff then 'laid_off'
            when occupant = 0 and not is_open then 'position_closed'
            when occupant = 0 and leaving_draw >= leaving_rate then 'retired'
            else 'left'
        end as termination_reason,

        occupant > 0 as is_new_hire,
        occupant_leave_date is null as is_active,
        is_promoted

    from numbered

)

select * from listed
