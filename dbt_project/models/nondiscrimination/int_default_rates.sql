-- One row per scenario, plan year and number of plan years begun since automatic enrollment.
--
-- What the design in force in the year makes of the default rate, and what qualified automatic
-- enrollment asks: at least 3 % until the end of the plan year after the first deferral, then 4, 5
-- and 6 %; at most 10 % in that first period and 15 % later. 26 USC 401(k)(13)(C)(iii). Beyond the
-- fourth year the least and the most stay: the last number stands for the end of all increases.

with

parameters as (

    select * from {{ source('inputs', 'plan_years') }}

),

years_begun as (

    select cast(unnest([0, 1, 2, 3, 4, 1000]) as integer) as years_begun

),

scheduled as (

    select
        parameters.scenario_key,
        years_begun.years_begun,

        parameters.plan_year,

        case
            when
                parameters.plan_automatic_increase_enabled
                and parameters.plan_automatic_increase_cap
                > parameters.plan_automatic_enrollment_default_rate
                then least(
                    parameters.plan_automatic_increase_cap,
                    parameters.plan_automatic_enrollment_default_rate
                    + parameters.plan_automatic_increase_step * greatest(
                        0,
                        years_begun.years_begun
                        - parameters.plan_automatic_increase_first_after_years
                        + 1
                    )
                )
            else parameters.plan_automatic_enrollment_default_rate
        end as default_rate,
        case
            when years_begun.years_begun <= 1 then 0.03
            when years_begun.years_begun = 2 then 0.04
            when years_begun.years_begun = 3 then 0.05
            else 0.06
        end as least_rate,
        case when years_begun.years_begun <= 1 then 0.10 else 0.15 end as most_rate

    from parameters

    cross join years_begun

)

select * from scheduled
