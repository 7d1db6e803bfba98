-- One row per scenario, replicate, plan year and employee employed at any time in it.
--
-- A share of plan pay: flat or by service, age or points; with permitted disparity a second
-- one of the pay above the integration level, 26 USC 401(l); and a part of what is shared
-- out. Nothing for those who do not meet the plan's conditions.

with

matched as (

    select * from {{ ref('int_matches') }}

),

rates as (

    select
        *,
        {{ millionths('rate') }} as core_points

    from {{ ref('stg_core_rates') }}

),

shares as (

    select * from {{ ref('int_profit_shares') }}

),

rated as (

    select
        matched.* replace (
            coalesce(rates.core_points, matched.core_points) as core_points
        )

    from matched

    left join rates
        on
            matched.scenario_key = rates.scenario_key
            and matched.core_basis_number = rates.basis_number

),

shared as (

    select
        rated.*,
        coalesce(shares.share_cents, 0) as share_cents

    from rated

    left join shares
        on
            rated.scenario_key = shares.scenario_key
            and rated.replicate = shares.replicate
            and rated.plan_year = shares.plan_year
            and rated.person_number = shares.person_number

),

contributed as (

    select
        *,
        case
            when loses_core then 0
            else {{ dollars(
                '(core_points * pay_cents + coalesce(excess_points * greatest(0, pay_cents - '
                ~ cents('integration_level') ~ '), 0) + 500000) // 1000000 + share_cents'
            ) }}
        end as core_allowed

    from shared

)

select * from contributed
