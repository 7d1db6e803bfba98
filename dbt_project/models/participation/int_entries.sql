-- One row per scenario, replicate and employee: the dates of entry into the plan.
--
-- Age and service are met on the later of the birthday and the last day of the period of
-- service; entry is the next date of the plan's schedule, 26 USC 410(a)(1) and (4). Employees
-- who never have a year of service by hours, but 500 hours in each of three consecutive
-- periods, from 2025 on of two, may defer as well, 401(k)(2)(D)(ii). Whose department or
-- location is excluded or who never qualifies enters in the year 9999, which never comes.

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

listed as (

    select
        scenarios.scenario_key,
        employee_years.workforce_key,
        employee_years.replicate,
        employee_years.position_id,
        employee_years.person_number,
        employee_years.person_year_key,

        employee_years.plan_year,
        provisions.year_start,
        provisions.minimum_age,
        provisions.service_months,
        provisions.entry_schedule,
        provisions.employer_minimum_age,
        provisions.employer_service_months,
        provisions.employer_entry_schedule,
        provisions.eligibility_hours,
        {{ hours_of_service(1, 1, 'positions.hours_per_week') }} as year_hours,
        {{ plus_months('employee_years.birth_date', '12 * provisions.minimum_age') }} as aged_on,
        employee_years.hire_date,
        employee_years.birth_date,
        provisions.increase_hired_on_or_after,
        provisions.match_top,
        provisions.match_top_share,
        {{ deferral_limit(
            'employee_years.age', 'employee_years.opening_pay', 'provisions'
        ) }} as deferral_limit,

        employee_years.opening_age,
        employee_years.opening_pay,
        provisions.price_index,
        provisions.seed + employee_years.replicate as draw_seed,

        provisions.counts_hours,
        provisions.has_employer_entries,
        provisions.counts_plan_years,
        provisions.completes_on_anniversary,
        provisions.pays_long_term_part_time,
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

served as (

    select
        *,
        cast({{ service_completed('service_months') }} as date) as served_on,
        -- Dates are slow: only for plans that ask for them.
        case
            when has_employer_entries
                then greatest(
                    hire_date,
                    cast({{ service_completed('employer_service_months') }} as date),
                    {{ plus_months('birth_date', '12 * employer_minimum_age') }}
                )
        end as employer_qualified_on,

        counts_hours
        and service_months > 0
        and year_hours >= 500
        and year_hours < eligibility_hours as is_long_term_part_time

    from listed

),

-- The rule of three periods is of 2024, that of two of 2025. Apart from the others, because the
-- engine works it out for everybody where it is a condition's branch.
qualified as (

    select
        *,
        greatest(hire_date, served_on, aged_on) as qualified_on

    from served

    where is_long_term_part_time is not true

    union all

    select
        *,
        least(
            greatest({{ part_time_run(3) }}, make_date(2024, 1, 1)),
            greatest({{ part_time_run(2) }}, make_date(2025, 1, 1))
        ) as qualified_on

    from served

    where is_long_term_part_time

),

entered as (

    select
        *,
        case
            when is_excluded or qualified_on >= {{ never() }} then {{ never() }}
            else {{ next_entry_date('qualified_on', 'entry_schedule') }}
        end as entry_date,
        case
            when is_excluded then {{ never() }}
            when not has_employer_entries then null
            when is_long_term_part_time and pays_long_term_part_time
                then {{ next_entry_date('qualified_on', 'employer_entry_schedule') }}
            when employer_qualified_on >= {{ never() }} then {{ never() }}
            else {{ next_entry_date('employer_qualified_on', 'employer_entry_schedule') }}
        end as employer_entry_date

    from qualified

)

select * from entered
