-- One row per scenario and plan year: whether the employer's money vests too late.
--
-- Somebody's share may never be below that of a schedule of the law: all after three years, or 20 %
-- after two and 20 % more each year up to all after six, 26 USC 411(a)(2)(B). Each source has its
-- own schedule and may follow either. Money for which people wait more than a year is all vested
-- when they get it: 410(a)(1)(B)(i). Null where nothing is wrong.

with

provisions as (

    select * from {{ ref('stg_plan_years') }}

),

vesting as (

    select
        *,
        case when service_years >= 3 then 1 else 0 end as least_by_cliff,
        least(1, greatest(0, 0.2 * (service_years - 1))) as least_by_grades

    from {{ ref('stg_vesting_by_service') }}

),

judged as (

    select
        scenario_key,

        bool_and(match_vested >= least_by_cliff)
        or bool_and(match_vested >= least_by_grades) as is_match_in_time,
        bool_and(core_vested >= least_by_cliff)
        or bool_and(core_vested >= least_by_grades) as is_core_in_time

    from vesting

    group by 1

),

waited as (

    select
        provisions.scenario_key,

        provisions.plan_year,

        provisions.employer_service_months > 12
        and least(vesting.match_vested, vesting.core_vested) < 1 as is_unvested

    from provisions

    inner join vesting
        on
            provisions.scenario_key = vesting.scenario_key
            and provisions.employer_service_months // 12 = vesting.service_years

),

found as (

    select
        judged.scenario_key,
        'vesting_schedule' as check_name,

        waited.plan_year,

        cast(null as varchar) as exemption,
        case
            when waited.is_unvested
                then 'match and core begin after more than a year and are not all vested then'
            when judged.is_match_in_time and judged.is_core_in_time then null
            else
                case
                    when judged.is_core_in_time then 'the match vests'
                    when judged.is_match_in_time then 'core vests'
                    else 'the match and core vest'
                end
                || ' later than all after three years, or a fifth after two and another each year'
        end as finding

    from judged

    inner join waited
        on judged.scenario_key = waited.scenario_key

)

select * from found
