-- One row per census and row of it: what is wrong with its fields, each looked at by itself.
--
-- A termination before the hire is the end of an earlier employment: the person was hired again.

with

parsed as (

    select * from {{ ref('stg_census_parsed') }}

),

pay as (

    select * from {{ ref('stg_census_pay') }}

),

rates as (

    select * from {{ ref('stg_census_rates') }}

),

joined as (

    select
        parsed.*,
        pay.annual_pay,
        pay.hours_per_week,
        pay.annual_pay_problem,
        pay.hourly_pay_problem,
        pay.hours_per_week_problem,
        pay.is_annual_pay_assumed,
        rates.deferral_rate,
        rates.ownership,
        rates.is_deferral_unlike_column,
        rates.is_deferral_fraction

    from parsed

    left join pay
        on
            parsed.census_id = pay.census_id
            and parsed.row_number = pay.row_number

    left join rates
        on
            parsed.census_id = rates.census_id
            and parsed.row_number = rates.row_number

),

checked as (

    select
        *,

        case
            when hire_date_text is null then 'missing'
            when hire_date is null then 'unreadable'
            when hire_date < as_of - interval '70' year then 'over 70 years ago'
            when hire_date > as_of then 'after the census date'
        end as hire_date_problem,
        case
            when termination_date_text is not null and termination_date is null then 'unreadable'
            when termination_date < hire_date then 'before the hire date'
        end as termination_date_problem,
        case when status_text is not null and status is null then 'unknown' end as status_problem,
        case
            when job_level_text is null then 'missing'
            when job_level is null or job_level <> floor(job_level) then 'not a whole number'
            when job_level not between 1 and 20 then 'not from 1 to 20'
        end as job_level_problem,
        case
            when deferral_rate_text is null then 'missing'
            when deferral_rate is null then 'unreadable'
            when deferral_rate < 0 then 'negative'
            when deferral_rate > 1 then 'over 100 %'
        end as deferral_rate_problem,
        case
            when employer_balance_text is null then null
            when employer_balance is null then 'unreadable'
            when employer_balance < 0 then 'negative'
            when employer_balance > 50000000 then 'above 50,000,000'
        end as employer_balance_problem,
        case
            when ownership_text is null then null
            when ownership is null then 'unreadable'
            when ownership < 0 then 'negative'
            when ownership > 1 then 'over 100 %'
        end as ownership_problem,

        coalesce(
            employee_id, birth_date_text, age_text, hire_date_text, termination_date_text,
            status_text, annual_pay_text, hourly_pay_text, hours_per_week_text, department,
            location, job_level_text, gender, deferral_rate_text, employer_balance_text,
            ownership_text
        ) is null as is_empty,
        hire_date_text is null and coalesce({{ is_footing('remark') }}, false) as is_footing

    from joined

)

select * from checked
