-- One row per workforce, replicate, plan year and position: its occupant on 1 January.
--
-- A row-wise loop over the years: every position moves on its own, from its own row. Only
-- what next year depends on is carried; int_employee_years lists who came and went.

with recursive

position_years as (

    select * from {{ ref('int_positions_opened') }}

    union all

    (
        with

        rated as (

            {{ rated_positions('position_years') }}

        ),

        turned_over as (

            {{ turnover('rated') }}

        ),

        closed as (

            select
                *,
                case
                    when first_hire_date is null then 0
                    when second_hire_date is null then 1
                    else 2
                end as occupant,
                coalesce(
                    second_hire_date,
                    first_hire_date,
                    case when is_open and leave_date is null then hire_date end
                ) as occupant_hire_date,
                cast(null as date) as occupant_leave_date

            from turned_over

        ),

        hired as (

            {{ hired('closed') }}

        ),

        raised as (

            {{ raised('hired') }}

        )

        select
            workforce_key,
            replicate,
            position_id,

            plan_year + 1 as plan_year,

            open_years,
            base_level,
            case
                when occupant = 0 then person_slot
                else {{ person_slot('plan_year', 'start_year', 'occupant') }}
            end as person_slot,
            occupant_birth_date as birth_date,
            occupant_hire_date as hire_date,
            closing_level as job_level,
            closing_pay as annual_pay,
            {{ pay_earned(
                'opening_pay',
                'closing_pay',
                'raise_date',
                'greatest(occupant_hire_date, year_start)',
                'year_end',
                'days_in_year'
            ) }} as prior_compensation

        from raised
    )

)

select * from position_years
