-- One row per workforce, growth group and span of closing ranks that are open in the same years.
--
-- A rank is open in the years whose number of open positions is not below it; the last span
-- has no end, and is of ranks that are never open.

with

open_positions as (

    select * from {{ ref('stg_open_positions') }}

),

workforces as (

    select * from {{ ref('stg_workforces') }}

),

ends as (

    select distinct
        workforce_key,
        growth_group,

        positions_open as last_rank

    from open_positions

    where positions_open > 0

),

spans as (

    select
        workforce_key,
        growth_group,

        1 + coalesce(
            lag(last_rank) over (partition by workforce_key, growth_group order by last_rank), 0
        ) as first_rank,
        last_rank

    from ends

    union all

    select
        workforce_key,
        growth_group,

        1 + max(positions_open) as first_rank,
        cast(null as integer) as last_rank

    from open_positions

    group by 1, 2

),

opened as (

    select
        spans.workforce_key,
        spans.growth_group,

        spans.first_rank,
        spans.last_rank,
        cast(
            sum(
                case
                    when open_positions.positions_open >= spans.first_rank
                        then
                            cast(1 as bigint)
                            << (open_positions.plan_year - workforces.start_year)
                    else 0
                end
            ) as bigint
        ) as open_years

    from spans

    inner join open_positions
        on
            spans.workforce_key = open_positions.workforce_key
            and spans.growth_group = open_positions.growth_group

    inner join workforces
        on spans.workforce_key = workforces.workforce_key

    group by 1, 2, 3, 4

)

select * from opened
