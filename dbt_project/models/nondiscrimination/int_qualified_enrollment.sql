-- One row per scenario and plan year: what is wrong with automatic enrollment for a safe harbor.
--
-- It matters for a safe harbor that has neither the basic match nor a core of 3 %. The rates are
-- those of int_default_rates. Those eligible before without an election of their own must be
-- enrolled as well, 26 USC 401(k)(13)(C)(iv). The first misfit is told.

with

parameters as (

    select * from {{ source('inputs', 'plan_years') }}

),

safe_harbors as (

    select * from {{ ref('int_safe_harbors') }}

),

default_rates as (

    select * from {{ ref('int_default_rates') }}

),

misfits as (

    select
        scenario_key,

        plan_year,

        min(years_begun) as years_begun,
        min_by(default_rate, years_begun) as default_rate,
        min_by(least_rate, years_begun) as least_rate,
        min_by(most_rate, years_begun) as most_rate

    from default_rates

    where default_rate < least_rate or default_rate > most_rate

    group by 1, 2

),

judged as (

    select
        parameters.scenario_key,
        'qaca_schedule' as check_name,

        parameters.plan_year,

        case
            when not parameters.plan_safe_harbor then 'not a safe harbor'
            when not parameters.plan_automatic_enrollment_enabled then 'no automatic enrollment'
            when safe_harbors.has_basic_match or safe_harbors.has_core
                then 'a safe harbor without it'
        end as exemption,
        nullif(
            concat_ws(
                '; ',
                case
                    when parameters.plan_automatic_enrollment_scope <> 'all_eligible'
                        then 'only new hires are enrolled, not all eligible'
                end,
                case
                    when misfits.default_rate < misfits.least_rate
                        then
                            'the rate is ' || {{ percent_text('misfits.default_rate') }}
                            || ' where at least ' || {{ percent_text('misfits.least_rate') }}
                            || ' is asked for'
                    when misfits.default_rate > misfits.most_rate
                        then
                            'the rate is ' || {{ percent_text('misfits.default_rate') }}
                            || ' where at most ' || {{ percent_text('misfits.most_rate') }}
                            || ' is allowed'
                end
            ), ''
        ) as finding

    from parameters

    inner join safe_harbors
        on
            parameters.scenario_key = safe_harbors.scenario_key
            and parameters.plan_year = safe_harbors.plan_year

    left join misfits
        on
            parameters.scenario_key = misfits.scenario_key
            and parameters.plan_year = misfits.plan_year

)

select * from judged
