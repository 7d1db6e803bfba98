-- One row per workforce and thousandth of the distribution of ages at hire, from the table.
--
-- A draw picks the thousandth and, with its remaining digits, the point between the ages
-- at its ends.

with

workforces as (

    select * from {{ ref('stg_workforces') }}

),

ranges as (

    select * from {{ source('inputs', 'hiring_ages') }}

),

accumulated as (

    select
        workforces.workforce_key,

        ranges.from_age,
        ranges.to_age,
        1000 * cast(
            sum(ranges.weight) over by_age - ranges.weight as double
        ) / cast(sum(ranges.weight) over everyone as double) as starts_at,
        1000 * cast(sum(ranges.weight) over by_age as double)
        / cast(sum(ranges.weight) over everyone as double) as ends_at

    from workforces

    inner join ranges
        on workforces.scenario_key = ranges.scenario_key

    where ranges.weight > 0

    window
        everyone as (partition by workforces.workforce_key),
        by_age as (
            partition by workforces.workforce_key
            order by ranges.from_age
            rows between unbounded preceding and current row
        )

),

thousandths as (

    select cast(unnest(range(0, 1000)) as integer) as thousandth

),

quantiles as (

    select
        accumulated.workforce_key,

        thousandths.thousandth,

        min(
            accumulated.from_age
            + (greatest(thousandths.thousandth, accumulated.starts_at) - accumulated.starts_at)
            / (accumulated.ends_at - accumulated.starts_at)
            * (accumulated.to_age - accumulated.from_age)
        ) as age_from,
        max(
            accumulated.from_age
            + (least(thousandths.thousandth + 1, accumulated.ends_at) - accumulated.starts_at)
            / (accumulated.ends_at - accumulated.starts_at)
            * (accumulated.to_age - accumulated.from_age)
        ) as age_to

    from accumulated

    inner join thousandths
        on
            accumulated.ends_at > thousandths.thousandth
            and accumulated.starts_at < thousandths.thousandth + 1

    group by 1, 2

)

select * from quantiles
