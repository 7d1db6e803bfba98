-- One row per census, field with dates and text that stands in it: the text in one spelling.
--
-- A time of day is dropped, hyphens stand between the parts, and the year has four digits.

with

census_rows as (

    select * from {{ ref('stg_census_rows') }}

),

censuses as (

    select * from {{ source('inputs', 'censuses') }}

),

stacked as (

    select
        census_id,
        'birth_date' as field,
        birth_date as text

    from census_rows

    union all

    select
        census_id,
        'hire_date' as field,
        hire_date as text

    from census_rows

    union all

    select
        census_id,
        'termination_date' as field,
        termination_date as text

    from census_rows

),

counted as (

    select
        census_id,
        field,
        text,
        count(*) as rows_found

    from stacked

    where text is not null

    group by 1, 2, 3

),

hyphenated as (

    select
        counted.*,
        year(censuses.as_of)
        + case when counted.field = 'birth_date' then -14 else 5 end as latest_year,
        regexp_replace(
            regexp_replace(counted.text, '[ T]\d{1,2}:\d{2}.*$', ''), '[/., -]+', '-', 'g'
        ) as spelling

    from counted

    inner join censuses
        on counted.census_id = censuses.census_id

),

dated as (

    select
        *,
        try_cast(right(spelling, 2) as integer) as short_year

    from hyphenated

),

spelled as (

    select
        census_id,
        field,
        text,
        rows_found,
        case
            when
                regexp_matches(
                    spelling, '^(\d{1,2}-(\d{1,2}|[A-Za-z]+)|[A-Za-z]+-\d{1,2})-\d{2}$'
                )
                then
                    left(spelling, length(spelling) - 2)
                    || (latest_year - mod(latest_year - short_year, 100))
            else spelling
        end as spelling

    from dated

)

select * from spelled
