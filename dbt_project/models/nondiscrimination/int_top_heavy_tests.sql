-- One row per scenario, replicate and plan year: whether the plan is top-heavy, and what it costs.
--
-- Exactly 60 % is not top-heavy. A top-heavy plan owes everybody else who is employed on the last
-- day at least 3 % of the year's pay, or the highest rate of a key employee if that is lower,
-- deferrals included: 26 USC 416(c)(2). The match counts towards it, deferrals do not.

with

ratios as (

    select
        *,
        case
            when is_deemed_passed then true
            when total_balance > 0 then key_balance * 5 <= total_balance * 3
        end as passes

    from {{ ref('int_top_heavy_ratios') }}

),

key_employees as (

    select * from {{ ref('int_key_employees') }}

),

limits as (

    select * from {{ ref('stg_statutory_limits') }}

),

contributions as (

    select * from {{ ref('int_contributions') }}

    where (is_eligible or is_employer_eligible) and not is_disregarded

),

contributed as (

    select
        ratios.scenario_key,
        ratios.replicate,

        ratios.plan_year,

        contributions.employer_match + contributions.employer_core as employer_amount,
        {{ cents('least(contributions.gross_compensation, limits.compensation)') }} as pay_cents,
        case
            when key_employees.person_number is not null
                then {{ cents(
                    'contributions.employee_deferral'
                    ~ ' + contributions.employer_match + contributions.employer_core'
                ) }}
        end as key_cents,

        contributions.is_active

    from ratios

    inner join limits
        on
            ratios.scenario_key = limits.scenario_key
            and ratios.plan_year = limits.plan_year

    inner join contributions
        on
            ratios.scenario_key = contributions.scenario_key
            and ratios.replicate = contributions.replicate
            and ratios.plan_year = contributions.plan_year

    left join key_employees
        on
            ratios.scenario_key = key_employees.scenario_key
            and ratios.replicate = key_employees.replicate
            and ratios.determination_year = key_employees.plan_year
            and contributions.person_number = key_employees.person_number

    where not ratios.passes

),

rated as (

    select
        *,
        max(
            case
                when pay_cents > 0
                    then (2000000 * key_cents + pay_cents) // (2 * pay_cents)
            end
        ) over (
            partition by scenario_key, replicate, plan_year
        ) as highest_millionths

    from contributed

),

required as (

    select
        *,
        least(30000, coalesce(highest_millionths, 0)) as minimum_millionths

    from rated

),

owed as (

    select
        scenario_key,
        replicate,

        plan_year,

        max(minimum_millionths) as minimum_millionths,
        coalesce(
            sum(
                greatest(
                    0,
                    {{ quotient('minimum_millionths * pay_cents', '1000000') }} - employer_amount
                )
            ) filter (where key_cents is null and is_active), 0
        ) as minimum_cost

    from required

    group by 1, 2, 3

),

tested as (

    select
        ratios.*,
        {{ basis_points('ratios.key_balance', 'ratios.total_balance') }} as ratio_points,
        owed.minimum_millionths,
        owed.minimum_cost

    from ratios

    left join owed
        on
            ratios.scenario_key = owed.scenario_key
            and ratios.replicate = owed.replicate
            and ratios.plan_year = owed.plan_year

)

select * from tested
