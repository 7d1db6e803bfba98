-- One row per scenario, replicate and plan year: whose the accounts are.
--
-- A plan is top-heavy for a year if on the last day of the year before, or of its own first year,
-- the accounts of key employees are more than 60 % of all: 26 USC 416(g)(1), (4)(C). Accounts of
-- those who left before that year do not count, 416(g)(4)(E); leavers of that year count in full.

with

plan_years as (

    select * from {{ ref('int_plan_years') }}

),

provisions as (

    select * from {{ ref('stg_test_provisions') }}

),

accounts as (

    select * from {{ ref('int_accounts') }}

),

key_balances as (

    select
        scenario_key,
        replicate,

        plan_year,

        count(*) as key_count,
        sum(balance) as key_balance

    from {{ ref('int_key_accounts') }}

    group by 1, 2, 3

),

determined as (

    select
        plan_years.scenario_key,
        plan_years.replicate,

        plan_years.plan_year,
        case
            when provisions.is_first_plan_year then plan_years.plan_year
            else plan_years.plan_year - 1
        end as determination_year,

        provisions.deems_acp and provisions.has_no_other_money as is_deemed_passed

    from plan_years

    inner join provisions
        on
            plan_years.scenario_key = provisions.scenario_key
            and plan_years.plan_year = provisions.plan_year

),

totalled as (

    select
        determined.scenario_key,
        determined.replicate,

        determined.plan_year,
        determined.determination_year,

        sum(accounts.amount) as total_balance,

        determined.is_deemed_passed

    from determined

    left join accounts
        on
            determined.scenario_key = accounts.scenario_key
            and determined.replicate = accounts.replicate
            and determined.determination_year >= accounts.plan_year
            and (
                accounts.last_year is null
                or determined.determination_year <= accounts.last_year
            )

    group by all

),

compared as (

    select
        totalled.scenario_key,
        totalled.replicate,

        totalled.plan_year,
        totalled.determination_year,

        coalesce(key_balances.key_count, 0) as key_count,
        coalesce(key_balances.key_balance, 0) as key_balance,
        coalesce(totalled.total_balance, 0) as total_balance,

        totalled.is_deemed_passed

    from totalled

    left join key_balances
        on
            totalled.scenario_key = key_balances.scenario_key
            and totalled.replicate = key_balances.replicate
            and totalled.determination_year = key_balances.plan_year

)

select * from compared
