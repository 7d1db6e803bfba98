-- One row per scenario, replicate and employee with an entry of their own for employer money.
--
-- For all others it begins with the entry of deferrals. Long-term part-time employees are all here:
-- that they may defer does not give them match or core, 26 USC 401(k)(15)(B)(i)(I).

with

entries as (

    select * from {{ ref('int_entries') }}

),

listed as (

    select
        scenario_key,
        replicate,
        person_number,

        employer_entry_date,

        is_long_term_part_time

    from entries

    where
        has_employer_entries
        and (is_long_term_part_time or employer_entry_date <> entry_date)

)

select * from listed
