-- One row per census and row of it: what the texts mean.

with

censuses as (

    select * from {{ source('inputs', 'censuses') }}

),

census_rows as (

    select * from {{ ref('stg_census_rows') }}

),

dates as (

    select * from {{ ref('stg_census_dates') }}

),

parsed as (

    select
        census_rows.census_id,
        census_rows.row_number,
        census_rows.line,
        census_rows.employee_id,

        censuses.as_of,
        birth.date as birth_date,
        hire.date as hire_date,
        termination.date as termination_date,

        cast(floor({{ parse_number('age') }}) as bigint) as age,
        {{ parse_status('status') }} as status,
        census_rows.department,
        census_rows.location,
        {{ parse_number('job_level') }} as job_level,
        census_rows.gender,
        {{ parse_money('employer_balance') }} as employer_balance,

        census_rows.birth_date as birth_date_text,
        census_rows.age as age_text,
        census_rows.hire_date as hire_date_text,
        census_rows.termination_date as termination_date_text,
        census_rows.status as status_text,
        census_rows.annual_pay as annual_pay_text,
        census_rows.hourly_pay as hourly_pay_text,
        census_rows.hours_per_week as hours_per_week_text,
        census_rows.job_level as job_level_text,
        census_rows.deferral_rate as deferral_rate_text,
        census_rows.employer_balance as employer_balance_text,
        census_rows.ownership as ownership_text,
        census_rows.remark,

        coalesce(birth.is_unlike_column, false) as is_birth_date_unlike_column,
        coalesce(hire.is_unlike_column, false) as is_hire_date_unlike_column,
        coalesce(termination.is_unlike_column, false) as is_termination_date_unlike_column

    from census_rows

    inner join censuses
        on census_rows.census_id = censuses.census_id

    left join dates as birth
        on
            census_rows.census_id = birth.census_id
            and birth.field = 'birth_date'
            and census_rows.birth_date = birth.text

    left join dates as hire
        on
            census_rows.census_id = hire.census_id
            and hire.field = 'hire_date'
            and census_rows.hire_date = hire.text

    left join dates as termination
        on
            census_rows.census_id = termination.census_id
            and termination.field = 'termination_date'
            and census_rows.termination_date = termination.text

)

select * from parsed
