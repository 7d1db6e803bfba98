-- One row per scenario, replicate, plan year and employee employed at any time in it.
--
-- Service as match, core and vesting count it. Whether somebody is still employed on 31
-- December, and long enough in the year, is a condition that a plan may set.

with

compensated as (

    select * from {{ ref('int_compensation') }}

),

counted as (

    select
        *,
        {{ hours_of_service(days_between('first_day', 'last_day'), 'days_in_year') }} as hours,
        case
            when vests_by_hours
                then {{ years_with_hours(
                    'hire_date',
                    'first_day',
                    'last_day',
                    'plan_year',
                    'days_in_year',
                    'year_of_service_hours'
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

    from compensated

),

conditioned as (

    select
        *,

        (match_has_last_day and not is_active) or hours < match_minimum_hours as loses_match,
        (core_has_last_day and not is_active) or hours < core_minimum_hours as loses_core

    from counted

)

select * from conditioned
