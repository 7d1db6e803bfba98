-- One row per scenario with the election, replicate and plan year.
--
-- Where the plan elects it, pay makes highly compensated only those among the highest-paid fifth
-- of the year before: 26 USC 414(q)(3). Their number is a fifth of the employees who were 21 and
-- had served six months by the end of that year, 414(q)(5), rounded up. Who earned as much as the
-- last of them is one of them. Of the year before the first, those still employed are known.

with

elections as (

    select * from {{ ref('stg_test_provisions') }}

    where elects_top_paid_group

),

employee_years as (

    select * from {{ ref('int_employee_years') }}

    where workforce_key in (select elections.workforce_key from elections)

),

workforces as (

    select * from {{ ref('stg_workforces') }}

),

employed as (

    select
        workforce_key,
        replicate,

        plan_year + 1 as plan_year,

        gross_compensation as compensation,

        age >= 21
        and {{ plus_months('hire_date', 6) }} <= last_day + 1 as is_counted

    from employee_years

    union all

    select
        employee_years.workforce_key,
        employee_years.replicate,

        employee_years.plan_year,

        employee_years.prior_compensation as compensation,

        employee_years.age > 21
        and {{ plus_months('employee_years.hire_date', 6) }}
        <= make_date(employee_years.plan_year, 1, 1) as is_counted

    from employee_years

    inner join workforces
        on
            employee_years.workforce_key = workforces.workforce_key
            and employee_years.plan_year = workforces.start_year

    where not employee_years.is_new_hire

),

ranked as (

    select
        *,
        row_number() over (
            partition by workforce_key, replicate, plan_year
            order by compensation desc
        ) as pay_rank,
        (count(*) filter (where is_counted) over (
            partition by workforce_key, replicate, plan_year
        ) + 4) // 5 as group_size

    from employed

),

grouped as (

    select
        workforce_key,
        replicate,

        plan_year,

        max(group_size) as group_size,
        min(compensation) filter (where pay_rank <= group_size) as last_compensation

    from ranked

    group by 1, 2, 3

),

elected as (

    select
        elections.scenario_key,
        grouped.replicate,

        grouped.plan_year,

        grouped.group_size,
        -- A cent less, because pay must be above it: the last of the group is in it.
        coalesce(grouped.last_compensation, 1000000000) - 0.01 as compensation_below

    from grouped

    inner join elections
        on
            grouped.workforce_key = elections.workforce_key
            and grouped.plan_year = elections.plan_year

)

select * from elected
