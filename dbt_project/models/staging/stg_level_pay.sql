-- One row per census and job level from 1 to the census's highest: median pay.
--
-- A level that nobody holds takes the pay of the next lower level held, or the lowest.

with

employees as (

    select * from {{ ref('stg_employees') }}

),

medians as (

    select
        census_id,

        job_level,

        percentile_disc(0.5) within group (order by annual_pay) as median_pay

    from employees

    group by 1, 2

),

tops as (

    select
        census_id,

        max(job_level) as top_level

    from medians

    group by 1

),

levels as (

    select
        census_id,

        cast(unnest(range(1, top_level + 1)) as integer) as job_level,

        top_level

    from tops

),

filled as (

    select
        levels.census_id,

        levels.job_level,

        levels.top_level,
        coalesce(
            max_by(medians.median_pay, medians.job_level)
            filter (where medians.job_level <= levels.job_level),
            min_by(medians.median_pay, medians.job_level)
        ) as median_pay

    from levels

    inner join medians
        on levels.census_id = medians.census_id

    group by 1, 2, 3

)

select * from filled
