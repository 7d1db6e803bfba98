-- One row per scenario whose core depends on service, age or points, and number of these.

with

by_service as (

    {{ banded('plan.core.by_service', 150) }}

),

by_age as (

    {{ banded('plan.core.by_age', 150) }}

),

by_points as (

    {{ banded('plan.core.by_points', 300) }}

),

listed as (

    select
        scenario_key,
        'service' as basis,
        n as basis_number,

        value as rate
    from by_service

    union all

    select
        scenario_key,
        'age' as basis,
        n as basis_number,

        value as rate
    from by_age

    union all

    select
        scenario_key,
        'points' as basis,
        n as basis_number,

        value as rate
    from by_points

)

select * from listed
