-- One row per census and row of it, from a file or generated: what stands in its fields.
--
-- Blanks around a text are dropped; a blank field is null. So is a field of a date, number or
-- status with a mark for nothing, such as n/a. DuckDB's: `union all by name`.

with

stacked as (

    select * from {{ source('inputs', 'census_rows') }}

    union all by name

    select * from {{ ref('stg_sample_census') }}

),

trimmed as (

    select
        census_id,
        row_number,
        line,
        {{ clean_text('employee_id') }} as employee_id,
        {{ clean_text('birth_date') }} as birth_date,
        {{ clean_text('age') }} as age,
        {{ clean_text('hire_date') }} as hire_date,
        {{ clean_text('termination_date') }} as termination_date,
        {{ clean_text('status') }} as status,
        {{ clean_text('annual_pay') }} as annual_pay,
        {{ clean_text('hourly_pay') }} as hourly_pay,
        {{ clean_text('hours_per_week') }} as hours_per_week,
        {{ clean_text('department') }} as department,
        {{ clean_text('location') }} as location,
        {{ clean_text('job_level') }} as job_level,
        {{ clean_text('gender') }} as gender,
        {{ clean_text('deferral_rate') }} as deferral_rate,
        {{ clean_text('employer_balance') }} as employer_balance,
        {{ clean_text('ownership') }} as ownership,
        {{ clean_text('remark') }} as remark

    from stacked

),

cleaned as (

    select
        census_id,
        row_number,
        line,
        employee_id,
        {{ clean_value('birth_date') }} as birth_date,
        {{ clean_value('age') }} as age,
        {{ clean_value('hire_date') }} as hire_date,
        {{ clean_value('termination_date') }} as termination_date,
        {{ clean_value('status') }} as status,
        {{ clean_value('annual_pay') }} as annual_pay,
        {{ clean_value('hourly_pay') }} as hourly_pay,
        {{ clean_value('hours_per_week') }} as hours_per_week,
        department,
        location,
        {{ clean_value('job_level') }} as job_level,
        gender,
        {{ clean_value('deferral_rate') }} as deferral_rate,
        {{ clean_value('employer_balance') }} as employer_balance,
        {{ clean_value('ownership') }} as ownership,
        remark

    from trimmed

)

select * from cleaned
