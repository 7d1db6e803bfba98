-- One row per generated census and person: where the person works, and for how much.

with

people as (

    select
        *,
        0.7 * job_level_draw + 0.2 * (age - 19) / 51 + 0.1 * least(tenure, 10) / 10 as seniority

    from {{ ref('stg_sample_people') }}

),

departments (department, from_draw, to_draw, department_pay) as (

    values
    ('Operations', 0.00, 0.28, 0.88),
    ('Customer Service', 0.28, 0.45, 0.82),
    ('Sales', 0.45, 0.59, 1.05),
    ('Engineering', 0.59, 0.73, 1.27),
    ('Information Technology', 0.73, 0.82, 1.17),
    ('Finance', 0.82, 0.89, 1.10),
    ('Marketing', 0.89, 0.95, 1.02),
    ('Human Resources', 0.95, 1.00, 0.97)

),

locations (location, from_draw, to_draw, location_pay) as (

    values
    ('Chicago', 0.00, 0.34, 1.04),
    ('Dallas', 0.34, 0.58, 0.99),
    ('Phoenix', 0.58, 0.74, 0.96),
    ('Atlanta', 0.74, 0.89, 0.97),
    ('Remote', 0.89, 1.00, 1.03)

),

levels (job_level, from_seniority, to_seniority, level_pay) as (

    values
    (1, 0.00, 0.37, 43000),
    (2, 0.37, 0.56, 60000),
    (3, 0.56, 0.71, 81000),
    (4, 0.71, 0.83, 113000),
    (5, 0.83, 1.01, 170000)

),

employed as (

    select
        people.*,
        departments.department,
        locations.location,
        levels.job_level,

        -- Three uniforms add up to nearly a normal number, whose exponential is skewed as pay is.
        levels.level_pay * departments.department_pay * locations.location_pay
        * exp(0.34 * (people.pay_1_draw + people.pay_2_draw + people.pay_3_draw - 1.5))
            as annual_pay

    from people

    inner join departments
        on
            people.department_draw >= departments.from_draw
            and people.department_draw < departments.to_draw

    inner join locations
        on
            people.location_draw >= locations.from_draw
            and people.location_draw < locations.to_draw

    inner join levels
        on
            people.seniority >= levels.from_seniority
            and people.seniority < levels.to_seniority

)

select * from employed
