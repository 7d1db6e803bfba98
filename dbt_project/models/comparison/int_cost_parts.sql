-- One row per scenario with a baseline, replicate, plan year that both have, and driver of cost.
--
-- Each driver's part of the difference of cost, by Shapley: the mean of what it adds over all
-- orders in which the drivers can change from the baseline's to the scenario's. A coalition is
-- the drivers that have changed. Parts are cut to whole cents, and the cents that are left go to
-- the largest fractions.

with

factors as (

    select * from {{ ref('int_cost_factors') }}

),

coalitions as (

    select
        number % 2 = 1 as has_headcount,
        number // 2 % 2 = 1 as has_pay,
        number // 4 % 2 = 1 as has_participation,
        number // 8 % 2 = 1 as has_deferral_rate,
        number // 16 % 2 = 1 as has_formula,
        number % 2 + number // 2 % 2 + number // 4 % 2 + number // 8 % 2 + number // 16 % 2
            as members

    from (select unnest(range(0, 32)) as number) as numbers

),

formed as (

    select
        factors.*,
        coalitions.*,
        {{ from_coalition('headcount', 'people') }} as people,
        {{ from_coalition('pay', 'pay') }} as pay,
        {{ from_coalition('participation', 'counted') }} as counted,
        {{ from_coalition('participation', 'deferring') }} as deferring,
        case
            when coalitions.has_formula
                then {{ from_coalition('deferral_rate', 'matched_by_own_terms') }}
            else {{ from_coalition('deferral_rate', 'matched_by_baseline_terms') }}
        end as matched,
        -- Core is a share of pay that the formula sets. Under the same formula it differs if other
        -- people have pay, or if others of the same people have entered the plan.
        case
            when not factors.shares_core then {{ from_coalition('formula', 'core') }}
            when factors.shares_workforce then {{ from_coalition('participation', 'core') }}
            else {{ from_coalition('pay', 'core') }}
        end as core

    from factors

    cross join coalitions

),

valued as (

    select
        *,
        cast(
            round(people * pay * counted * (deferring * matched + core)) as bigint
        ) as cost_cents

    from formed

),

weighed as (

    select
        scenario_key,
        replicate,

        plan_year,

        max(cost_cents) filter (where members = 0) as baseline_cents,
        {{ shapley_sum('headcount') }} as headcount_sixtieths,
        {{ shapley_sum('pay') }} as pay_sixtieths,
        {{ shapley_sum('participation') }} as participation_sixtieths,
        {{ shapley_sum('deferral_rate') }} as deferral_rate_sixtieths,
        {{ shapley_sum('formula') }} as formula_sixtieths

    from valued

    group by 1, 2, 3

),

listed as (

    {% for driver in cost_drivers() -%}
        select
            scenario_key,
            replicate,
            '{{ driver }}' as driver,

            plan_year,

            {{ loop.index }} as driver_order,
            baseline_cents,
            cast({{ driver }}_sixtieths as bigint) as sixtieths
        from weighed
        {{ 'union all' if not loop.last }}
    {% endfor %}

),

cut as (

    select
        *,
        (sixtieths % 60 + 60) % 60 as fraction,
        (sixtieths - (sixtieths % 60 + 60) % 60) // 60 as whole_cents

    from listed

),

ranked as (

    select
        *,
        row_number() over (
            partition by scenario_key, replicate, plan_year
            order by fraction desc, driver_order asc
        ) as fraction_rank,
        sum(fraction) over (partition by scenario_key, replicate, plan_year) // 60
            as cents_left

    from cut

),

settled as (

    select
        scenario_key,
        replicate,
        driver,

        plan_year,

        driver_order,
        baseline_cents,
        whole_cents + case when fraction_rank <= cents_left then 1 else 0 end as part_cents

    from ranked

)

select * from settled
