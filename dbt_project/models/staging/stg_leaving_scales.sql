-- One row per workforce: what its leaving multipliers are scaled by.

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

by_age as (

    {{ banded('workforce.termination.by_age', 150) }}

),

by_tenure as (

    {{ banded('workforce.termination.by_tenure', 150) }}

),

by_level as (

    {{ banded('workforce.termination.by_level', 20) }}

),

normalised as (

    select
        workforces.workforce_key,
        workforces.scenario_key,
        workforces.census_id,

        make_date(workforces.start_year, 1, 1) as year_start,

        parameters.workforce_termination_normalise as normalises

    from workforces

    inner join parameters
        on
            workforces.scenario_key = parameters.scenario_key
            and workforces.start_year = parameters.plan_year

),

aged as (

    select
        normalised.workforce_key,
        normalised.scenario_key,

        {{ completed_years('employees.birth_date', 'normalised.year_start') }} as age,
        {{ completed_years('employees.hire_date', 'normalised.year_start') }} as tenure_years,
        employees.job_level,

        normalised.normalises

    from normalised

    inner join employees
        on normalised.census_id = employees.census_id

),

multiplied as (

    select
        aged.workforce_key,

        by_age.value * by_tenure.value * by_level.value as multiplier,

        aged.normalises

    from aged

    inner join by_age
        on
            aged.scenario_key = by_age.scenario_key
            and aged.age = by_age.n

    inner join by_tenure
        on
            aged.scenario_key = by_tenure.scenario_key
            and aged.tenure_years = by_tenure.n

    inner join by_level
        on
            aged.scenario_key = by_level.scenario_key
            and aged.job_level = by_level.n

),

scaled as (

    select
        workforce_key,

        case
            when bool_and(normalises) and sum(multiplier) > 0
                then cast(count(*) as double) / cast(sum(multiplier) as double)
            else 1
        end as scale

    from multiplied

    group by 1

)

select * from scaled
