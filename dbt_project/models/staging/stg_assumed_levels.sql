-- One row per census and employee without a job level that can be used: the level assumed.
--
-- It is the level whose holders' median pay is nearest, the lower of two as near; where nobody has
-- a level, the fifth of the census in which the pay lies, from 1 to 5.

with

employees as (

    select * from {{ ref('stg_census_outcomes') }}

    where outcome = 'employee'

),

levels as (

    select
        census_id,
        cast(job_level as integer) as job_level,
        percentile_disc(0.5) within group (order by annual_pay) as median_pay

    from employees

    where job_level_problem is null

    group by 1, 2

),

unlevelled as (

    select
        census_id,
        row_number,
        annual_pay,
        ntile(5) over (partition by census_id order by annual_pay, row_number) as pay_fifth

    from employees

    where job_level_problem is not null

),

ranked as (

    select
        unlevelled.census_id,
        unlevelled.row_number,

        coalesce(levels.job_level, cast(unlevelled.pay_fifth as integer)) as job_level,
        row_number() over (
            partition by unlevelled.census_id, unlevelled.row_number
            order by abs(levels.median_pay - unlevelled.annual_pay), levels.job_level
        ) as nearness

    from unlevelled

    left join levels
        on unlevelled.census_id = levels.census_id

),

assumed as (

    select
        census_id,
        row_number,
        job_level

    from ranked

    where nearness = 1

)

select * from assumed
