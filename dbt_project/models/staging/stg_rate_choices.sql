-- One row per scenario, age band and deferral rate that people choose.

with

choices as (

    select * from {{ source('inputs', 'choices') }}

),

accumulated as (

    select
        scenario_key,

        from_age,
        to_age,

        rate,
        cast(sum(weight) over by_rate - weight as double)
        / cast(sum(weight) over everyone as double) as share_from,
        cast(sum(weight) over by_rate as double)
        / cast(sum(weight) over everyone as double) as share_to

    from choices

    window
        everyone as (partition by scenario_key, from_age),
        by_rate as (
            partition by scenario_key, from_age
            order by rate
            rows between unbounded preceding and current row
        )

)

select * from accumulated
