-- One row per workforce, replicate and position that is ever open.
--
-- The positions of the census come first, then those that growth opens, numbered in the
-- order of their opening. A position is open while its rank within its growth group is not
-- above the group's number of open positions: when that number falls, the newest positions
-- close first, then those of the census in the order of a permutation drawn once per seed.
-- So a smaller company is always a part of the larger one.

with

seeds as (

    select * from {{ ref('int_draw_seeds') }}

),

patterns as (

    select * from {{ ref('int_position_patterns') }}

),

open_positions as (

    select * from {{ ref('stg_open_positions') }}

),

open_spans as (

    select * from {{ ref('int_open_spans') }}

),

census_positions as (

    select
        seeds.workforce_key,
        seeds.replicate,
        patterns.position_id,
        patterns.growth_group,

        row_number() over (
            partition by seeds.workforce_key, seeds.replicate, patterns.growth_group
            order by
                {{ draw('seeds.draw_seed', 'patterns.position_id', 0, purpose('closing_order')) }},
                patterns.position_id
        ) as closing_rank,
        patterns.pattern_number

    from seeds

    inner join patterns
        on seeds.workforce_key = patterns.workforce_key

),

groups as (

    select
        open_positions.workforce_key,
        seeds.replicate,
        seeds.draw_seed,
        open_positions.growth_group,

        open_positions.group_number,
        open_positions.named_groups,
        open_positions.headcount,
        max(open_positions.positions_open) as most_open

    from open_positions

    inner join seeds
        on open_positions.workforce_key = seeds.workforce_key

    group by 1, 2, 3, 4, 5, 6, 7

),

headcounts as (

    select
        workforce_key,
        count(*) as headcount

    from patterns

    group by 1

),

new_ranks as (

    select
        *,
        unnest(range(headcount + 1, most_open + 1)) as closing_rank

    from groups

),

new_positions as (

    select
        new_ranks.workforce_key,
        new_ranks.replicate,
        {{ grown_position(
            'new_ranks.closing_rank - new_ranks.headcount',
            'headcounts.headcount',
            'new_ranks.group_number',
            'new_ranks.named_groups'
        ) }} as position_id,
        new_ranks.growth_group,

        new_ranks.closing_rank,
        new_ranks.draw_seed,
        new_ranks.headcount

    from new_ranks

    inner join headcounts
        on new_ranks.workforce_key = headcounts.workforce_key

),

positions as (

    select * from census_positions

    union all

    select
        workforce_key,
        replicate,
        position_id,
        growth_group,

        closing_rank,
        1 + cast(
            floor({{ draw('draw_seed', 'position_id', 0, purpose('template')) }} * headcount)
            as bigint
        ) as pattern_number

    from new_positions

),

described as (

    select
        positions.workforce_key,
        positions.replicate,
        positions.position_id,

        seeds.start_year,

        positions.closing_rank,
        open_spans.open_years,
        patterns.department,
        patterns.location,
        patterns.base_level,
        patterns.hours_per_week

    from positions

    inner join seeds
        on
            positions.workforce_key = seeds.workforce_key
            and positions.replicate = seeds.replicate

    inner join patterns
        on
            positions.workforce_key = patterns.workforce_key
            and positions.growth_group = patterns.growth_group
            and positions.pattern_number = patterns.pattern_number

    inner join open_spans
        on
            positions.workforce_key = open_spans.workforce_key
            and positions.growth_group = open_spans.growth_group
            and positions.closing_rank >= open_spans.first_rank
            and positions.closing_rank <= coalesce(open_spans.last_rank, positions.closing_rank)

)

select * from described
