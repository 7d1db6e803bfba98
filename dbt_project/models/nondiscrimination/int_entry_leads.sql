-- One row per scenario, plan year, part of the plan and lead: by how much conditions are met early.
--
-- The law allows age 21 and a year of service; for match and core two years, if all is then vested:
-- 26 USC 410(a)(1)(A), (B)(i).

with

provisions as (

    select * from {{ ref('stg_plan_years') }}

),

leads as (

    select
        scenario_key,
        'enters' as part,

        plan_year,

        entry_schedule,
        1 as service_years,
        unnest([12 - service_months, 12 * (21 - minimum_age)]) as lead_months

    from provisions

    union

    select
        scenario_key,
        'gets match and core' as part,

        plan_year,

        employer_entry_schedule as entry_schedule,
        case when employer_service_months > 12 then 2 else 1 end as service_years,
        unnest([
            case when employer_service_months > 12 then 24 else 12 end - employer_service_months,
            12 * (21 - employer_minimum_age)
        ]) as lead_months

    from provisions

    where has_employer_entries

)

select * from leads
