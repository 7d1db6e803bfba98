-- One row per scenario, replicate and employee: the date of entry into the plan.
--
-- Age and service are met on the later of the birthday and the last day of the period of
-- service; entry is the next date of the plan's schedule. 26 USC 410(a)(1) and (4).
-- Whose department or location is excluded enters in the year 9999, which never comes.

with

employee_years as (

    select * from {{ ref('int_employee_years') }}

),

scenarios as (

    select * from {{ ref('stg_scenarios') }}

),

provisions as (

    select * from {{ ref('stg_plan_years') }}

),

positions as (

    select * from {{ ref('int_positions') }}

),

exclusions as (

    select * from {{ source('inputs', 'exclusions') }}

),

qualified as (

    select
        scenarios.scenario_key,
        employee_years.workforce_key,
        employee_years.replicate,
        employee_years.position_id,
        employee_years.person_number,
        employee_years.person_year_key,

        employee_years.plan_year,
        provisions.year_start,
        provisions.entry_schedule,
        greatest(
            employee_years.hire_date,
            cast(
                {{ plus_months('employee_years.hire_date', 'provisions.service_months') }} - 1
                as date
            ),
            {{ plus_months('employee_years.birth_date', '12 * provisions.minimum_age') }}
        ) as qualified_on,
        employee_years.hire_date,
        employee_years.birth_date,
        provisions.increase_hired_on_or_after,
        provisions.match_top,
        provisions.match_top_share,

        employee_years.opening_age,
        employee_years.opening_pay,
        provisions.price_index,
        provisions.seed + employee_years.replicate as draw_seed,

        not employee_years.is_new_hire as is_census,
        by_department.value is not null or by_location.value is not null as is_excluded

    from employee_years

    inner join scenarios
        on employee_years.workforce_key = scenarios.workforce_key

    inner join provisions
        on
            scenarios.scenario_key = provisions.scenario_key
            and employee_years.plan_year = provisions.plan_year

    left join positions
        on
            employee_years.workforce_key = positions.workforce_key
            and employee_years.replicate = positions.replicate
            and employee_years.position_id = positions.position_id

    left join exclusions as by_department
        on
            scenarios.scenario_key = by_department.scenario_key
            and positions.department = by_department.value
            and by_department.field = 'department'

    left join exclusions as by_location
        on
            scenarios.scenario_key = by_location.scenario_key
            and positions.location = by_location.value
            and by_location.field = 'location'

    where employee_years.is_new_hire or employee_years.plan_year = scenarios.start_year

),

entered as (

    select
        *,
        case
            when is_excluded then make_date(9999, 1, 1)
            else {{ next_entry_date('qualified_on', 'entry_schedule') }}
        end as entry_date

    from qualified

)

select * from entered
