-- One row per workforce, replicate and position that is ever open.
--
-- The positions of the census come first, then those that growth opens, numbered in the
-- order of their opening. A position is open while its rank is not above the number of
-- open positions: when that number falls, the newest positions close first, then those of
-- the census in the order of a permutation drawn once per seed. So a smaller company is
-- always a part of the larger one.

with

seeds as (

    select * from {{ ref('int_draw_seeds') }}

),

employees as (

    select * from {{ ref('stg_employees') }}

),

workforce_years as (

    select * from {{ ref('stg_workforce_years') }}

),

census_positions as (

    select
        seeds.workforce_key,
        seeds.replicate,
        employees.position_id,
        employees.position_id as template_position_id,

        row_number() over (
            partition by seeds.workforce_key, seeds.replicate
            order by
                {{ draw('seeds.draw_seed', 'employees.position_id', 0, purpose('closing_order')) }},
                employees.position_id
        ) as closing_rank

    from seeds

    inner join employees
        on seeds.census_id = employees.census_id

),

headcounts as (

    select
        census_id,
        count(*) as headcount

    from employees

    group by 1

),

sizes as (

    select
        seeds.workforce_key,
        seeds.replicate,
        seeds.draw_seed,

        headcounts.headcount,
        max(workforce_years.positions_open) as most_open

    from seeds

    inner join headcounts
        on seeds.census_id = headcounts.census_id

    inner join workforce_years
        on seeds.workforce_key = workforce_years.workforce_key

    group by 1, 2, 3, 4

),

new_numbers as (

    select
        workforce_key,
        replicate,
        unnest(range(headcount + 1, most_open + 1)) as position_id,

        draw_seed,
        headcount

    from sizes

),

new_positions as (

    select
        workforce_key,
        replicate,
        position_id,
        1 + cast(
            floor({{ draw('draw_seed', 'position_id', 0, purpose('template')) }} * headcount)
            as bigint
        ) as template_position_id,

        position_id as closing_rank

    from new_numbers

),

positions as (

    select * from census_positions
    union all
    select * from new_positions

),

described as (

    select
        positions.workforce_key,
        positions.replicate,
        positions.position_id,

        seeds.start_year,

        positions.closing_rank,
        employees.department,
        employees.location,
        cast(employees.job_level as tinyint) as base_level

    from positions

    inner join seeds
        on
            positions.workforce_key = seeds.workforce_key
            and positions.replicate = seeds.replicate

    inner join employees
        on
            seeds.census_id = employees.census_id
            and positions.template_position_id = employees.position_id

)

select * from described
