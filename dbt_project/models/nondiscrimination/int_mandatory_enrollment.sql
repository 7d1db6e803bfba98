-- One row per scenario and plan year: what is wrong with automatic enrollment, if it is mandatory.
--
-- All eligible are enrolled at 3 to 10 % of pay, and the rate rises by a point a year to 10 % or
-- more, but at most 15 %: 26 USC 414A(b)(3)(A). Withdrawals and default investments are not looked
-- at. A finding is null where nothing is wrong; an exemption says why the rule does not apply.

with

parameters as (

    select * from {{ source('inputs', 'plan_years') }}

),

duties as (

    select * from {{ ref('int_enrollment_duties') }}

),

judged as (

    select
        parameters.scenario_key,
        'automatic_enrollment' as check_name,

        parameters.plan_year,

        duties.exemption,
        case
            when not parameters.plan_automatic_enrollment_enabled
                then 'nobody is enrolled automatically'
            else
                nullif(
                    concat_ws(
                        '; ',
                        case
                            when parameters.plan_automatic_enrollment_scope <> 'all_eligible'
                                then 'only new hires are enrolled, not all eligible'
                        end,
                        case
                            when
                                parameters.plan_automatic_enrollment_default_rate
                                not between 0.03 and 0.10
                                then
                                    'the default rate of '
                                    || {{ percent_text(
                                        'parameters.plan_automatic_enrollment_default_rate'
                                    ) }}
                                    || ' is not from 3 to 10 %'
                        end,
                        case
                            when
                                not parameters.plan_automatic_increase_enabled
                                and parameters.plan_automatic_enrollment_default_rate < 0.10
                                then 'the rate does not rise to 10 %'
                        end,
                        case
                            when
                                parameters.plan_automatic_increase_enabled
                                and parameters.plan_automatic_increase_cap not between 0.10 and 0.15
                                then
                                    'increases end at '
                                    || {{ percent_text('parameters.plan_automatic_increase_cap') }}
                                    || ', not from 10 to 15 %'
                        end,
                        case
                            when
                                parameters.plan_automatic_increase_enabled
                                and parameters.plan_automatic_increase_step <> 0.01
                                then
                                    'the rate rises by '
                                    || {{ percent_text('parameters.plan_automatic_increase_step') }}
                                    || ' of pay, not by 1'
                        end,
                        case
                            when
                                parameters.plan_automatic_increase_enabled
                                and parameters.plan_automatic_increase_first_after_years > 2
                                then 'increases begin more than a year after enrollment'
                        end,
                        case
                            when
                                parameters.plan_automatic_increase_enabled
                                and parameters.plan_automatic_increase_scope <> 'all'
                                then 'increases leave out those who were there before'
                        end
                    ), ''
                )
        end as finding

    from parameters

    inner join duties
        on
            parameters.scenario_key = duties.scenario_key
            and parameters.plan_year = duties.plan_year

)

select * from judged
