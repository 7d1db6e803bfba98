-- One row per scenario and plan year: whether the law asks for automatic enrollment, or why not.
--
-- Plans established from 29 December 2022 on must enroll automatically from 2025 on; not those of
-- churches and governments, of employers in business for less than three years, and of those with
-- normally ten employees or fewer, until a year after the end of the first year with more: 26 USC
-- 414A(c). Without a number of employees, the positions of two years before count.

with

parameters as (

    select * from {{ source('inputs', 'plan_years') }}

),

scenarios as (

    select * from {{ ref('stg_scenarios') }}

),

workforce_years as (

    select * from {{ ref('stg_workforce_years') }}

),

headcounts as (

    select
        census_id,
        count(*) as headcount

    from {{ ref('stg_employees') }}

    group by 1

),

known as (

    select
        parameters.scenario_key,

        parameters.plan_year,
        parameters.plan_established as established,
        parameters.plan_sponsor_in_business_since as in_business_since,

        parameters.plan_sponsor_kind as kind,
        coalesce(
            parameters.plan_sponsor_employees,
            workforce_years.positions_open,
            headcounts.headcount
        ) as employees

    from parameters

    inner join scenarios
        on parameters.scenario_key = scenarios.scenario_key

    left join workforce_years
        on
            scenarios.workforce_key = workforce_years.workforce_key
            and parameters.plan_year - 2 = workforce_years.plan_year

    left join headcounts
        on scenarios.census_id = headcounts.census_id

),

counted as (

    select
        *,
        max(employees) over (
            partition by scenario_key
            order by plan_year
            rows between unbounded preceding and current row
        ) as most_employees

    from known

),

judged as (

    select
        scenario_key,

        plan_year,

        case
            when plan_year < 2025 then 'not asked for before 2025'
            when established is null or established < make_date(2022, 12, 29)
                then 'established before 29 December 2022'
            when kind <> 'private' then kind || ' plan'
            when
                {{ completed_years('in_business_since', 'make_date(plan_year, 1, 1)') }} < 3
                then 'employer in business for less than three years'
            when most_employees <= 10 then 'normally ten employees or fewer'
        end as exemption

    from counted

)

select * from judged
