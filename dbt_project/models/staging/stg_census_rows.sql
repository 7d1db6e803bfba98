-- One row per census and row of it, from a file or generated: what stands in its fields.
--
-- Blanks around a text are dropped; a blank field is null.

with

stacked as (

    select
        census_id,
        row_number,
        employee_id,
        birth_date,
        age,
        hire_date,
        termination_date,
        status,
        annual_pay,
        department,
        location,
        job_level,
        gender,
        deferral_rate,
        employer_balance,
        ownership

    from {{ source('inputs', 'census_rows') }}

    union all

    select
        census_id,
        row_number,
        employee_id,
        birth_date,
        age,
        hire_date,
        termination_date,
        status,
        annual_pay,
        department,
        location,
        job_level,
        gender,
        deferral_rate,
        employer_balance,
        ownership

    from {{ ref('stg_sample_census') }}

),

cleaned as (

    select
        census_id,
        row_number,
        {{ clean_text('employee_id') }} as employee_id,
        {{ clean_text('birth_date') }} as birth_date,
        {{ clean_text('age') }} as age,
        {{ clean_text('hire_date') }} as hire_date,
        {{ clean_text('termination_date') }} as termination_date,
        {{ clean_text('status') }} as status,
        {{ clean_text('annual_pay') }} as annual_pay,
        {{ clean_text('department') }} as department,
        {{ clean_text('location') }} as location,
        {{ clean_text('job_level') }} as job_level,
        {{ clean_text('gender') }} as gender,
        {{ clean_text('deferral_rate') }} as deferral_rate,
        {{ clean_text('employer_balance') }} as employer_balance,
        {{ clean_text('ownership') }} as ownership

    from stacked

)

select * from cleaned
