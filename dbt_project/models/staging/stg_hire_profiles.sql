-- One row per workforce and thousandth of those who are hired: age and, of some, pay.
--
-- A draw picks the thousandth. From the table it is a range of ages; where hires resemble
-- those of the census, it is one of its recent hires, with age and pay.

with

ages as (

    select * from {{ ref('stg_hire_ages') }}

),

recent_hires as (

    select
        *,
        count(*) over (partition by workforce_key) as hires

    from {{ ref('stg_recent_hires') }}

),

thousandths as (

    select cast(unnest(range(0, 1000)) as integer) as thousandth

),

resembling as (

    select
        recent_hires.workforce_key,

        thousandths.thousandth,

        recent_hires.age as age_from,
        recent_hires.age as age_to,
        recent_hires.pay_ratio

    from thousandths

    inner join recent_hires
        on
            cast(floor(thousandths.thousandth * recent_hires.hires / 1000) as bigint)
            = recent_hires.recency - 1

),

tabled as (

    select
        ages.workforce_key,

        ages.thousandth,

        ages.age_from,
        ages.age_to,
        cast(null as double) as pay_ratio

    from ages

    left join recent_hires
        on
            ages.workforce_key = recent_hires.workforce_key
            and recent_hires.recency = 1

    where recent_hires.workforce_key is null

)

select * from tabled
union all
select * from resembling
