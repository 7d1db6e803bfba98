-- One row per census and row of it: what the texts mean.
--
-- A column of deferral rates is in percent when more of its values are 1 or more than lie between
-- 0 and 1. In a column of fractions a value of 1 or more is in percent all the same, so that 1
-- is 1 % everywhere: hardly anybody defers all pay. Shares of ownership are in percent when they
-- add up to more than 1, which parts of a company cannot.

with

censuses as (

    select * from {{ source('inputs', 'censuses') }}

),

census_rows as (

    select * from {{ ref('stg_census_rows') }}

),

parsed as (

    select
        census_rows.census_id,
        census_rows.row_number,
        census_rows.employee_id,

        censuses.as_of,
        {{ parse_date('birth_date') }} as birth_date,
        {{ parse_date('hire_date') }} as hire_date,
        {{ parse_date('termination_date') }} as termination_date,

        cast(floor({{ parse_number('age') }}) as bigint) as age,
        {{ parse_status('status') }} as status,
        {{ parse_money('annual_pay') }} as annual_pay,
        census_rows.department,
        census_rows.location,
        {{ parse_number('job_level') }} as job_level,
        census_rows.gender,
        {{ parse_number('deferral_rate') }} as deferral_number,
        {{ parse_money('employer_balance') }} as employer_balance,
        {{ parse_number('ownership') }} as ownership_number,

        census_rows.birth_date as birth_date_text,
        census_rows.age as age_text,
        census_rows.hire_date as hire_date_text,
        census_rows.termination_date as termination_date_text,
        census_rows.status as status_text,
        census_rows.annual_pay as annual_pay_text,
        census_rows.job_level as job_level_text,
        census_rows.deferral_rate as deferral_rate_text,
        census_rows.employer_balance as employer_balance_text,
        census_rows.ownership as ownership_text,

        right(census_rows.deferral_rate, 1) = '%' as is_percent,
        right(census_rows.ownership, 1) = '%' as is_ownership_percent

    from census_rows

    inner join censuses
        on census_rows.census_id = censuses.census_id

),

compared as (

    select
        *,
        sum(case when deferral_number >= 1 then 1 else 0 end) over (partition by census_id)
        > sum(case when deferral_number > 0 and deferral_number < 1 then 1 else 0 end)
            over (partition by census_id) as is_percent_column,
        sum(case when not is_ownership_percent and ownership_number > 0 then ownership_number end)
            over (partition by census_id)
        > 1 as is_ownership_percent_column

    from parsed

),

rated as (

    select
        *,
        case
            when is_percent or is_percent_column or deferral_number >= 1
                then cast(deferral_number * 0.01 as decimal(18, 6))
            else deferral_number
        end as deferral_rate,
        case
            when is_ownership_percent or is_ownership_percent_column
                then cast(ownership_number * 0.01 as decimal(18, 6))
            else ownership_number
        end as ownership

    from compared

)

select * from rated
