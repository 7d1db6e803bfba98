-- One row per census, field with dates and text that stands in it: the date that it names.
--
-- Numbers alone are read month first, as in the United States, unless the dates that can be read in
-- one order only show that the day stands first: most of those of the column or, when it has none,
-- of the whole file. A date that can be read in one order only is read in that. Years of two digits
-- are the last such year that is possible: up to five years after the census, at birth 14 before.

with

spelled as (

    select * from {{ ref('stg_census_date_texts') }}

),

read_both_ways as (

    select
        *,
        {{ parse_date('spelling', '%m-%d') }} as month_first_date,
        {{ parse_date('spelling', '%d-%m') }} as day_first_date

    from spelled

),

compared as (

    select
        *,
        month_first_date is not null and day_first_date is null as is_month_first,
        month_first_date is null and day_first_date is not null as is_day_first,
        month_first_date <> day_first_date as is_ambiguous

    from read_both_ways

),

counted as (

    select
        *,
        sum(case when is_month_first then rows_found else 0 end)
            over (partition by census_id, field) as month_first_rows,
        sum(case when is_day_first then rows_found else 0 end)
            over (partition by census_id, field) as day_first_rows,
        sum(case when is_ambiguous then rows_found else 0 end)
            over (partition by census_id, field) as ambiguous_rows,
        sum(case when is_day_first then rows_found when is_month_first then -rows_found else 0 end)
            over (partition by census_id) as day_first_surplus

    from compared

),

ordered as (

    select
        *,
        case
            when day_first_rows = month_first_rows then day_first_surplus > 0
            else day_first_rows > month_first_rows
        end as is_column_day_first

    from counted

),

resolved as (

    select
        census_id,
        field,
        text,

        case
            when is_column_day_first then coalesce(day_first_date, month_first_date)
            else coalesce(month_first_date, day_first_date)
        end as date,

        month_first_rows,
        day_first_rows,
        ambiguous_rows,
        is_column_day_first,
        case
            when is_column_day_first then is_month_first
            else is_day_first
        end as is_unlike_column

    from ordered

)

select * from resolved
