-- One row per scenario and band of age, years of service and pay, and one for everybody: who
-- gets more or less from the employer than in the baseline, over all years (first replicate).
with bands as (
    unpivot (
        select
            *,
            'everybody' as everybody
        from fct_gainers_losers
        where period = 'all'
    )
    on everybody, age_band as age, tenure_band as service, pay_band as pay
    into name dimension value band
)

select
    scenario_id,
    dimension,
    band,
    cast(sum(people) as bigint) as people,
    cast(sum(gainers) as bigint) as gainers,
    cast(sum(losers) as bigint) as losers,
    cast(sum(unchanged) as bigint) as unchanged,
    sum(gainers) / sum(people) as gaining,
    sum(losers) / sum(people) as losing,
    cast(sum(total_change) as double) / sum(people) as mean_change,
    cast(sum(employee_total_change) as double) / sum(people) as employee_mean_change
from bands
group by scenario_id, dimension, band
having sum(people) > 0
order by
    scenario_id,
    list_position(['everybody', 'age', 'service', 'pay'], dimension),
    try_cast(regexp_extract(band, '[0-9]+') as integer),
    band
