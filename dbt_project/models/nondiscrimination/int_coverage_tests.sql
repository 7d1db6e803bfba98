-- One row per scenario, replicate and plan year: who benefits of those who must not be left out.
--
-- The share of those not highly compensated who benefit must be at least 70 % of the share of the
-- highly compensated who do: 26 USC 410(b)(1)(B). Deferrals and core are tested apart, 26 CFR
-- 1.410(b)-7(c), each among those who have entered it; all of these may defer. The part with the
-- lower ratio is shown. Long-term part-time employees may be left out, 401(k)(15)(B)(i)(II).

with

plan_years as (

    select * from {{ ref('int_plan_years') }}

),

parts as (

    select
        scenario_key,
        replicate,
        'deferrals' as part,

        plan_year,

        hce_deferring as hce_count,
        nhce_deferring as nhce_count,
        hce_deferring as hce_benefiting,
        nhce_deferring as nhce_benefiting

    from plan_years

    union all

    select
        scenario_key,
        replicate,
        'core' as part,

        plan_year,

        hce_sharing as hce_count,
        nhce_sharing as nhce_count,
        hce_with_core as hce_benefiting,
        nhce_with_core as nhce_benefiting

    from plan_years

    where hce_with_core + nhce_with_core > 0

),

compared as (

    select
        *,
        case
            when hce_benefiting > 0 and nhce_count > 0
                then
                    (20000 * nhce_benefiting * hce_count + hce_benefiting * nhce_count)
                    // (2 * hce_benefiting * nhce_count)
        end as ratio_points,

        hce_benefiting = 0
        or nhce_count = 0
        or 10 * nhce_benefiting * hce_count >= 7 * hce_benefiting * nhce_count as passes

    from parts

),

ranked as (

    select
        *,
        row_number() over (
            partition by scenario_key, replicate, plan_year
            order by ratio_points asc nulls last, part desc
        ) as place

    from compared

),

lowest as (

    select * exclude (place)

    from ranked

    where place = 1

)

select * from lowest
