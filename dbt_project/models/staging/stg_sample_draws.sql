-- One row per generated census and person: the draws that make the person.
--
-- They are for year 0: the people are the same whatever the date of the census. The purposes from
-- 1001 to 1099 are the sample's.

with

censuses as (

    select * from {{ source('inputs', 'censuses') }}

    where source = 'sample'

),

numbered as (

    select
        census_id,
        seed,

        as_of,

        unnest(range(1, sample_size + 1)) as person

    from censuses

),

drawn as (

    select
        census_id,
        person,

        as_of,

        {{ draw('seed', 'person', 0, 1001) }} as age_draw,
        {{ draw('seed', 'person', 0, 1002) }} as tenure_draw,
        {{ draw('seed', 'person', 0, 1003) }} as late_start_draw,
        {{ draw('seed', 'person', 0, 1004) }} as gender_draw,
        {{ draw('seed', 'person', 0, 1005) }} as department_draw,
        {{ draw('seed', 'person', 0, 1006) }} as location_draw,
        {{ draw('seed', 'person', 0, 1007) }} as job_level_draw,
        {{ draw('seed', 'person', 0, 1008) }} as pay_1_draw,
        {{ draw('seed', 'person', 0, 1009) }} as pay_2_draw,
        {{ draw('seed', 'person', 0, 1010) }} as pay_3_draw,
        {{ draw('seed', 'person', 0, 1011) }} as participation_draw,
        {{ draw('seed', 'person', 0, 1012) }} as deferral_rate_draw

    from numbered

)

select * from drawn
