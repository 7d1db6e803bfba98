-- One row per scenario and plan year whose match and whose deferrals differ from its baseline's.
--
-- What the tiers of each of the two give for the deferrals of each of the two, in cents: for
-- the first replicate, as if the year were one pay period, service did not change in it, and
-- there were neither hours to work nor a limit on all additions.

with

compared as (

    select * from {{ ref('int_compared_years') }}

),

plan_years as (

    select * from {{ ref('int_plan_years') }}

),

contributions as (

    select * from {{ ref('fct_contributions') }}

    where replicate = 0 and deferral_elected > 0

),

snapshot as (

    select * from {{ ref('fct_workforce_snapshot') }}

    where replicate = 0

),

tiers as (

    select * from ({{ match_tiers() }})

    where not is_change

),

terms as (

    select * from {{ ref('stg_contribution_terms') }}

),

differing as (

    select distinct compared.*

    from compared

    inner join plan_years as own
        on
            compared.scenario_key = own.scenario_key
            and compared.plan_year = own.plan_year

    inner join plan_years as baseline
        on
            compared.baseline_key = baseline.scenario_key
            and own.plan_year = baseline.plan_year
            and own.replicate = baseline.replicate

    where
        not compared.shares_match
        and (
            own.deferring_compensation <> baseline.deferring_compensation
            or own.deferrals_allowed <> baseline.deferrals_allowed
        )

),

readings as (

    select
        differing.scenario_key as compared_key,
        case when sides.has_own_people then differing.scenario_id else differing.baseline_id end
            as people_id,
        case when sides.has_own_terms then differing.scenario_key else differing.baseline_key end
            as scenario_key,

        differing.plan_year,

        sides.has_own_people,
        sides.has_own_terms

    from differing

    cross join
        (values (true, true), (true, false), (false, true), (false, false))
            as sides (has_own_people, has_own_terms)

),

deferred as (

    select
        readings.*,
        snapshot.tenure_years as opening_service,
        snapshot.tenure_years as closing_service,
        {{ cents('contributions.plan_compensation') }} as pay_cents,
        {{ cents('least(contributions.deferral_elected, contributions.deferral_limit)') }}
            as deferral_cents,
        {{ cents('terms.match_maximum') }} as maximum_cents,

        terms.match_has_last_day and not snapshot.is_active as loses_match

    from contributions

    inner join snapshot
        on
            contributions.scenario_id = snapshot.scenario_id
            and contributions.plan_year = snapshot.plan_year
            and contributions.employee_id = snapshot.employee_id

    inner join readings
        on
            contributions.scenario_id = readings.people_id
            and contributions.plan_year = readings.plan_year

    inner join terms
        on
            readings.scenario_key = terms.scenario_key
            and readings.plan_year = terms.plan_year

),

placed as (

    select
        *,
        {{ tier_position('deferral_cents * 1000000', 'pay_cents') }} as tier_position

    from deferred

),

matched as (

    select
        placed.*,
        case
            when placed.loses_match then 0
            else
                least(
                    (
                        tiers.pay_points * placed.pay_cents
                        + tiers.rate_points * placed.deferral_cents + 5000000000
                    ) // 10000000000,
                    placed.maximum_cents
                )
        end as match_cents

    from placed

    inner join tiers
        on {{ in_match_tier('placed', 'tiers') }}

),

summed as (

    select
        compared_key as scenario_key,

        plan_year,

        coalesce(sum(match_cents) filter (where has_own_people and has_own_terms), 0)
            as own_match,
        coalesce(sum(match_cents) filter (where has_own_people and not has_own_terms), 0)
            as own_match_by_baseline_terms,
        coalesce(sum(match_cents) filter (where not has_own_people and has_own_terms), 0)
            as baseline_match_by_own_terms,
        coalesce(sum(match_cents) filter (where not has_own_people and not has_own_terms), 0)
            as baseline_match

    from matched

    group by 1, 2

)

select * from summed
