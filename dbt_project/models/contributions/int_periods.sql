-- One row per scenario, replicate and period: a plan year, or 'all' for the horizon.

with

plan_years as (

    select
        *,
        employer_match + employer_core as employer_cost,
        employer_match + employer_core - forfeitures_netted as net_employer_cost,
        employee_contributions + employer_match + employer_core + forfeitures_reallocated
            as total_contributions

    from {{ ref('int_plan_years') }}

),

yearly as (

    select
        scenario_key,
        replicate,
        cast(plan_year as varchar) as period,

        plan_year,

        1 as n_years,
        {{ period_sums() | join(', ') }}

    from plan_years

),

horizons as (

    select
        scenario_key,
        replicate,
        'all' as period,

        cast(null as integer) as plan_year,

        count(*) as n_years,
        {{ period_totals() }}

    from plan_years

    group by 1, 2

),

periods as (

    select * from yearly
    union all
    select * from horizons

)

select * from periods
