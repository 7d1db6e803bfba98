-- One row per workforce whose hires resemble those of its census, and recent hire.
--
-- Recent is who was hired within the years asked for before the first plan year, and the
-- twenty hired last in any case.

with

workforces as (

    select * from {{ ref('stg_workforces') }}

),

parameters as (

    select * from {{ source('inputs', 'plan_years') }}

),

employees as (

    select * from {{ ref('stg_employees') }}

),

level_pay as (

    select * from {{ ref('stg_level_pay') }}

),

hired as (

    select
        workforces.workforce_key,
        employees.position_id,

        employees.hire_date,
        employees.hire_date >= {{ plus_months(
            'make_date(workforces.start_year, 1, 1)',
            '-12 * parameters.workforce_hiring_recent_years'
        ) }} as is_recent,

        (employees.hire_date - employees.birth_date) / cast(365.2425 as double) as age,
        cast(employees.annual_pay as double) / cast(level_pay.median_pay as double) as pay_ratio

    from workforces

    inner join parameters
        on
            workforces.scenario_key = parameters.scenario_key
            and workforces.start_year = parameters.plan_year

    inner join employees
        on workforces.census_id = employees.census_id

    inner join level_pay
        on
            employees.census_id = level_pay.census_id
            and employees.job_level = level_pay.job_level

    where parameters.workforce_hiring_source = 'census'

),

ranked as (

    select
        *,
        row_number() over (
            partition by workforce_key
            order by hire_date desc, position_id asc
        ) as recency

    from hired

)

select * from ranked

where is_recent or recency <= 20
