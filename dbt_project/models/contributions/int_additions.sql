-- One row per scenario, replicate, plan year and employee employed at any time in it.
--
-- Deferrals without catch-up, match and core together may not pass the lesser of a dollar
-- limit and pay: 26 USC 415(c). What is too much is cut from unmatched deferrals first,
-- then from matched deferrals and their match in proportion, then from core.

with

contributed as (

    select * from {{ ref('int_employer_contributions') }}

),

exceeded as (

    select
        *,
        greatest(
            0,
            deferral_allowed + match_allowed + core_allowed
            - least(annual_additions_limit, gross_compensation)
        ) as excess,
        greatest(0, deferral_allowed - matchable_deferral) as unmatched_deferral

    from contributed

),

cut_unmatched as (

    select
        *,
        least(excess, unmatched_deferral) as unmatched_cut,
        excess - least(excess, unmatched_deferral) as excess_left,
        deferral_allowed - unmatched_deferral + match_allowed as matched_total

    from exceeded

),

cut_matched as (

    select
        *,
        least(excess_left, matched_total) as matched_cut,
        case
            when excess_left = 0 or matched_total = 0 then 0
            when excess_left >= matched_total then match_allowed
            else {{ proportion('match_allowed', 'excess_left', 'matched_total') }}
        end as match_cut

    from cut_unmatched

),

limited as (

    select
        *,
        deferral_allowed - unmatched_cut - (matched_cut - match_cut) as employee_deferral,
        match_allowed - match_cut as employer_match,
        core_allowed - (excess_left - matched_cut) as employer_core

    from cut_matched

)

select * from limited
