-- One row per year whose statutory limits are not published yet.
select distinct plan_year
from fct_plan_years
where limits_are_projected
order by plan_year
