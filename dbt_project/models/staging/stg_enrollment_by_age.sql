-- One row per scenario and completed years of age.

with

voluntary as (

    {{ banded('behavior.voluntary_enrollment.by_age', 150) }}

),

later as (

    {{ banded('behavior.later_enrollment.by_age', 150) }}

),

stopping as (

    {{ banded('behavior.rate_changes.stop_by_age', 150) }}

),

opt_out as (

    {{ banded('plan.automatic_enrollment.opt_out_rate', 150) }}

),

choice_bands as (

    select distinct
        scenario_key,
        from_age,
        to_age

    from {{ ref('stg_rate_choices') }}

),

joined as (

    select
        voluntary.scenario_key,

        voluntary.n as age,

        cast(voluntary.value as double) as voluntary_multiplier,
        cast(later.value as double) as later_multiplier,
        cast(stopping.value as double) as stop_multiplier,
        cast(opt_out.value as double) as opt_out_rate,
        choice_bands.from_age as choice_band

    from voluntary

    inner join later
        on
            voluntary.scenario_key = later.scenario_key
            and voluntary.n = later.n

    inner join stopping
        on
            voluntary.scenario_key = stopping.scenario_key
            and voluntary.n = stopping.n

    inner join opt_out
        on
            voluntary.scenario_key = opt_out.scenario_key
            and voluntary.n = opt_out.n

    inner join choice_bands
        on
            voluntary.scenario_key = choice_bands.scenario_key
            and voluntary.n >= choice_bands.from_age
            and (choice_bands.to_age is null or voluntary.n < choice_bands.to_age)

)

select * from joined
