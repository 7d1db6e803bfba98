-- One row per scenario and completed years of service.

with

voluntary as (

    {{ banded('behavior.voluntary_enrollment.by_tenure', 150) }}

),

later as (

    {{ banded('behavior.later_enrollment.by_tenure', 150) }}

),

joined as (

    select
        voluntary.scenario_key,

        voluntary.n as tenure_years,

        cast(voluntary.value as double) as voluntary_multiplier,
        cast(later.value as double) as later_multiplier,
        coalesce(
            cast(
                sum(later.value) over (
                    partition by voluntary.scenario_key
                    order by voluntary.n
                    rows between unbounded preceding and 1 preceding
                ) as double
            ),
            0
        ) as later_exposure

    from voluntary

    inner join later
        on
            voluntary.scenario_key = later.scenario_key
            and voluntary.n = later.n

)

select * from joined
