-- One row per scenario, replicate, plan year and employee employed at any time in it.
--
-- Service as match, core and vesting count it. Whether somebody is still employed on 31
-- December, and long enough in the year, is a condition that a plan may set.

with

compensated as (

    select * from {{ ref('int_compensation') }}

),

-- Of long-term part-time employees 500 hours make a year, from 2021 on: 26 USC
-- 401(k)(15)(B)(iii).
vested as (

    select
        *,
        case
            when is_long_term_part_time then least(500, year_of_service_hours)
            else year_of_service_hours
        end as vesting_hours,
        case
            when is_long_term_part_time then greatest(hire_date, make_date(2021, 1, 1))
            else hire_date
        end as vesting_since

    from compensated

),

counted as (

    select
        *,
        {{ hours_of_service(
            days_between('first_day', 'last_day'), 'days_in_year', 'hours_per_week'
        ) }} as hours,
        case
            when vests_by_hours
                then {{ years_with_hours(
                    'vesting_since',
                    'first_day',
                    'last_day',
                    'plan_year',
                    'days_in_year',
                    'hours_per_week',
                    'vesting_hours'
                ) }}
            else tenure_years
        end as vesting_years,
        case when opens_with_service then opening_tenure else tenure_years end as opening_service,
        case when keeps_opening_service then opening_tenure else tenure_years end
            as closing_service,
        case core_basis
            when 'service' then tenure_years
            when 'age' then age
            when 'points' then age + tenure_years
        end as core_basis_number,

        {{ completed_years('birth_date', 'last_day') }} >= normal_retirement_age
            as has_retirement_age

    from vested

),

conditioned as (

    select
        *,

        (match_has_last_day and not is_active) or hours < match_minimum_hours as loses_match,
        (core_has_last_day and not is_active) or hours < core_minimum_hours as loses_core

    from counted

)

select * from conditioned
