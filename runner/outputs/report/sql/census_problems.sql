-- One row per census: how many problems were found in it, and how many rows it lost.
select
    census_id,
    (
        select count(*) from fct_census_issues as issues
        where issues.census_id = censuses.census_id
    ) as problems,
    (
        select count(*) from fct_census_left_out as left_out
        where left_out.census_id = censuses.census_id
    ) as left_out
from (select distinct census_id from dim_scenarios) as censuses
order by census_id
