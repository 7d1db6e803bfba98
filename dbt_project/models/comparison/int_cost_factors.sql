-- One row per scenario with a baseline, replicate and plan year of both: the factors of cost.
--
-- Cost is people (the mean of both ends of the year) x pay of each x the share of pay that the plan
-- counts x (the share of it that belongs to those who defer x match for it + core for it), of the
-- scenario (own_) and of its baseline. Where one has no value, because nobody is there to have
-- it, it has the other's: then that is not what differs.

with

compared as (

    select * from {{ ref('int_compared_years') }}

),

simple_matches as (

    select * from {{ ref('int_simple_matches') }}

),

measured as (

    select
        *,
        cast({{ cents('employer_match') }} as double) as match_cents,
        coalesce(nullif((opening_headcount + headcount) / 2.0, 0), cast(hires as double))
            as people,
        cast({{ cents('total_compensation') }} as double) as pay_cents,
        cast({{ cents('plan_compensation') }} as double) as plan_cents,
        cast({{ cents('deferring_compensation') }} as double) as deferring_cents,
        cast({{ cents('employer_core') }} as double) as core_cents

    from {{ ref('int_plan_years') }}

),

factored as (

    select
        scenario_key,
        replicate,

        plan_year,

        people,
        pay_cents / nullif(people, 0) as pay,
        plan_cents / nullif(pay_cents, 0) as counted,
        deferring_cents / nullif(plan_cents, 0) as deferring,
        match_cents / nullif(deferring_cents, 0) as matched,
        core_cents / nullif(plan_cents, 0) as core,
        match_cents,
        plan_cents,
        deferring_cents,
        deferrals_allowed

    from measured

),

-- What either terms would give for the first replicate's deferrals: the simple match times what
-- the terms' own people get over it.
estimated as (

    select
        simple_matches.scenario_key,

        simple_matches.plan_year,

        simple_matches.own_match_by_baseline_terms * coalesce(
            baseline.match_cents / nullif(simple_matches.baseline_match, 0), 1
        ) as own_cents_by_baseline_terms,
        simple_matches.baseline_match_by_own_terms * coalesce(
            own.match_cents / nullif(simple_matches.own_match, 0), 1
        ) as baseline_cents_by_own_terms,
        own.match_cents as own_cents,
        baseline.match_cents as baseline_cents,
        own.deferring_cents as own_deferring_cents,
        baseline.deferring_cents as baseline_deferring_cents

    from simple_matches

    inner join compared
        on
            simple_matches.scenario_key = compared.scenario_key
            and simple_matches.plan_year = compared.plan_year

    inner join factored as own
        on
            compared.scenario_key = own.scenario_key
            and compared.plan_year = own.plan_year
            and own.replicate = 0

    inner join factored as baseline
        on
            compared.baseline_key = baseline.scenario_key
            and compared.plan_year = baseline.plan_year
            and baseline.replicate = 0

),

-- Limits on all additions tie match, core and deferrals together. Where nobody elects otherwise
-- it is the terms that differ.
paired as (

    select
        compared.*,
        own.replicate,

        own.people as own_people,
        baseline.people as baseline_people,
        coalesce(own.pay, baseline.pay, 0) as own_pay,
        coalesce(baseline.pay, own.pay, 0) as baseline_pay,
        coalesce(own.counted, baseline.counted, 0) as own_counted,
        coalesce(baseline.counted, own.counted, 0) as baseline_counted,
        coalesce(own.deferring, baseline.deferring, 0) as own_deferring,
        coalesce(baseline.deferring, own.deferring, 0) as baseline_deferring,
        own.matched as own_matched,
        baseline.matched as baseline_matched,
        coalesce(own.core, baseline.core, 0) as own_core,
        coalesce(baseline.core, own.core, 0) as baseline_core,

        compared.shares_match and compared.shares_core as shares_formula,
        compared.shares_workforce and own.plan_cents = baseline.plan_cents as shares_plan_pay,
        own.deferring_cents = baseline.deferring_cents
        and own.deferrals_allowed = baseline.deferrals_allowed as shares_deferrals

    from compared

    inner join factored as own
        on
            compared.scenario_key = own.scenario_key
            and compared.plan_year = own.plan_year

    inner join factored as baseline
        on
            compared.baseline_key = baseline.scenario_key
            and own.plan_year = baseline.plan_year
            and own.replicate = baseline.replicate

),

crossed as (

    select
        {{ all_but('paired', ['own_matched', 'baseline_matched', 'shares_core']) }},
        paired.own_matched as own_matched_by_own_terms,
        paired.baseline_matched as baseline_matched_by_baseline_terms,
        case
            when paired.shares_formula then paired.own_matched
            when paired.shares_deferrals then paired.baseline_matched
            when paired.shares_match then paired.own_matched
            else coalesce(
                paired.own_matched
                * (estimated.own_cents_by_baseline_terms / nullif(estimated.own_cents, 0)),
                estimated.own_cents_by_baseline_terms / nullif(estimated.own_deferring_cents, 0)
            )
        end as own_matched_by_baseline_terms,
        case
            when paired.shares_formula then paired.baseline_matched
            when paired.shares_deferrals then paired.own_matched
            when paired.shares_match then paired.baseline_matched
            else coalesce(
                paired.baseline_matched
                * (estimated.baseline_cents_by_own_terms / nullif(estimated.baseline_cents, 0)),
                estimated.baseline_cents_by_own_terms
                / nullif(estimated.baseline_deferring_cents, 0)
            )
        end as baseline_matched_by_own_terms,

        paired.shares_core and (paired.shares_match or not paired.shares_plan_pay)
            as shares_core

    from paired

    left join estimated
        on
            paired.scenario_key = estimated.scenario_key
            and paired.plan_year = estimated.plan_year

),

filled as (

    select
        * replace (
            coalesce(
                own_matched_by_own_terms,
                baseline_matched_by_own_terms,
                baseline_matched_by_baseline_terms,
                0
            ) as own_matched_by_own_terms,
            coalesce(
                baseline_matched_by_baseline_terms,
                own_matched_by_baseline_terms,
                own_matched_by_own_terms,
                0
            ) as baseline_matched_by_baseline_terms,
            coalesce(
                own_matched_by_baseline_terms,
                baseline_matched_by_baseline_terms,
                own_matched_by_own_terms,
                0
            ) as own_matched_by_baseline_terms,
            coalesce(
                baseline_matched_by_own_terms,
                own_matched_by_own_terms,
                baseline_matched_by_baseline_terms,
                0
            ) as baseline_matched_by_own_terms
        )

    from crossed

)

select * from filled
