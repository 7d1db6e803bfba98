-- One row per census and row of it: the pay of a year, as given or made from the hourly pay.
--
-- A year of hourly pay has 52 weeks, of 40 hours when the hours are not known. Hourly pay is read
-- to a hundredth of a cent, hours to a hundredth.

with

census_rows as (

    select * from {{ ref('stg_census_rows') }}

),

read as (

    select
        *,
        {{ parse_money('annual_pay') }} as annual_amount,
        cast({{ parse_number("regexp_replace(hourly_pay, '[$, ]', '', 'g')") }} as decimal(18, 4))
            as hourly_amount,
        cast({{ parse_number('hours_per_week') }} as decimal(18, 2)) as hours

    from census_rows

),

checked as (

    select
        *,
        annual_amount > 0 and annual_amount <= 50000000 as is_annual_usable,
        hourly_amount > 0 and hourly_amount <= 10000 as is_hourly_usable,
        hours > 0 and hours <= 168 as is_hours_usable

    from read

),

resolved as (

    select
        census_id,
        row_number,

        case
            when is_annual_usable then annual_amount
            when is_hourly_usable
                then
                    {{ quotient(
                        'cast(hourly_amount * 10000 as bigint) * 52'
                        ~ ' * cast(case when is_hours_usable then hours else 40 end * 100 as bigint)',
                        '10000'
                    ) }}
        end as annual_pay,
        case when is_hours_usable then cast(hours as decimal(5, 2)) end as hours_per_week,

        case
            when annual_pay is null then 'missing'
            when annual_amount is null then 'unreadable'
            when annual_amount <= 0 then 'zero or negative'
            when not is_annual_usable then 'above 50,000,000'
            when annual_amount < 1000 then 'under 1,000'
        end as annual_pay_problem,
        case
            when is_annual_usable or hourly_pay is null then null
            when hourly_amount is null then 'unreadable'
            when hourly_amount <= 0 then 'zero or negative'
            when not is_hourly_usable then 'above 10,000'
        end as hourly_pay_problem,
        case
            when hours_per_week is null
                then case when not coalesce(is_annual_usable, false) then 'missing' end
            when hours is null then 'unreadable'
            when hours <= 0 then 'zero or negative'
            when not is_hours_usable then 'above 168'
        end as hours_per_week_problem,

        not coalesce(is_annual_usable, false) as is_annual_pay_assumed

    from checked

)

select * from resolved
