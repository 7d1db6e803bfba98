-- One row per generated census and person, as a census file has it.
--
-- About 72 % save, more of them the older, the better paid and the longer employed; they choose
-- round rates, higher ones with age and pay. Who does not save has a rate of zero.

with

jobs as (

    select
        *,
        (age - 19) / 51 as age_share,
        least(tenure, 10) / 10 as tenure_share,
        least(annual_pay, 150000) / 150000 as pay_share

    from {{ ref('stg_sample_jobs') }}

),

inclined as (

    select
        *,
        0.28 + 0.25 * age_share + 0.25 * tenure_share + 0.45 * pay_share as chance_to_save,
        0.12 * age_share + 0.18 * pay_share + 0.7 * deferral_rate_draw as thrift

    from jobs

),

rates (rate, from_thrift, to_thrift) as (

    values
    ('0.01', 0.000, 0.120),
    ('0.02', 0.120, 0.155),
    ('0.03', 0.155, 0.260),
    ('0.04', 0.260, 0.335),
    ('0.05', 0.335, 0.450),
    ('0.06', 0.450, 0.600),
    ('0.07', 0.600, 0.615),
    ('0.08', 0.615, 0.685),
    ('0.10', 0.685, 0.765),
    ('0.12', 0.765, 0.785),
    ('0.15', 0.785, 0.860),
    ('0.20', 0.860, 1.010)

),

chosen as (

    select
        inclined.*,

        case
            when inclined.participation_draw < inclined.chance_to_save then rates.rate
            else '0.00'
        end as deferral_rate

    from inclined

    inner join rates
        on
            inclined.thrift >= rates.from_thrift
            and inclined.thrift < rates.to_thrift

),

written as (

    select
        census_id,
        person as row_number,
        'E' || case
            when person < 100000 then lpad(cast(person as varchar), 5, '0')
            else cast(person as varchar)
        end as employee_id,

        cast(as_of - cast(floor(age * 365.2425) as integer) as varchar) as birth_date,
        cast(null as varchar) as age,
        cast(as_of - cast(floor(tenure * 365.2425) as integer) as varchar) as hire_date,
        cast(null as varchar) as termination_date,
        'active' as status,

        cast(cast(round(annual_pay / 10) * 10 as integer) as varchar) as annual_pay,
        department,
        location,
        cast(job_level as varchar) as job_level,
        case when gender_draw < 0.47 then 'F' else 'M' end as gender,
        deferral_rate,
        cast(null as varchar) as employer_balance,
        cast(null as varchar) as ownership

    from chosen

)

select * from written
