-- One row per census and row of it: the rate of deferral and the share of ownership, as fractions.
--
-- A column of deferral rates is in percent when more of its values are 1 or more than lie between
-- 0 and 1. In a column of fractions a value of 1 or more is in percent all the same, so that 1
-- is 1 % everywhere: hardly anybody defers all pay. In a column of percentages a value below 0.25
-- is a fraction: plans take whole, half or quarter percents. Shares of ownership are in percent
-- when they add up to more than 1, which parts of a company cannot.

with

census_rows as (

    select * from {{ ref('stg_census_rows') }}

),

parsed as (

    select
        census_id,
        row_number,

        {{ parse_number('deferral_rate') }} as deferral_number,
        {{ parse_number('ownership') }} as ownership_number,

        right(deferral_rate, 1) = '%' as is_percent,
        right(ownership, 1) = '%' as is_ownership_percent

    from census_rows

),

compared as (

    select
        *,
        sum(case when deferral_number >= 1 then 1 when deferral_number > 0 then -1 else 0 end)
            over (partition by census_id) as percent_surplus,
        sum(case when not is_ownership_percent and ownership_number > 0 then ownership_number end)
            over (partition by census_id) as ownership_sum

    from parsed

),

judged as (

    select
        *,
        percent_surplus > 0 as is_percent_column,
        ownership_sum > 1 as is_ownership_percent_column,
        coalesce(
            percent_surplus > 0
            and not is_percent
            and deferral_number > 0
            and deferral_number < 0.25,
            false
        ) as is_deferral_fraction

    from compared

),

rated as (

    select
        census_id,
        row_number,

        case
            when
                is_percent
                or deferral_number >= 1
                or (is_percent_column and not is_deferral_fraction)
                then cast(deferral_number * 0.01 as decimal(18, 6))
            else deferral_number
        end as deferral_rate,
        case
            when is_ownership_percent or is_ownership_percent_column
                then cast(ownership_number * 0.01 as decimal(18, 6))
            else ownership_number
        end as ownership,

        coalesce(
            not is_percent and deferral_number > 0
            and (deferral_number >= 1) <> is_percent_column,
            false
        ) as is_deferral_unlike_column,
        is_deferral_fraction

    from judged

)

select * from rated
