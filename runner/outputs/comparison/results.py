"""What the marts say: the queries of the comparison workbook, and their rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from runner.outputs.identity import Row
from runner.outputs.nondiscrimination import CHECKS, TESTS

# The baseline first, then by what it costs more than its baseline.
SCENARIOS = """
select
    * replace (coalesce(nullif(trim(label), ''), scenario_id) as label),
    baseline_id is null
    and scenario_id in (select baseline_id from dim_scenarios) as is_baseline
from dim_scenarios
left join (
    select scenario_id, delta as cost_delta
    from fct_scenario_deltas
    where period = 'all' and metric = 'employer_cost'
) using (scenario_id)
order by is_baseline desc, cost_delta desc nulls last, scenario_id
"""
SUMMARIES = "select * from fct_scenario_summary"
TRENDS = "select scenario_id, metric, unit, plan_year, value, growth_rate from fct_scenario_trends"
DELTAS = """
select *
from fct_scenario_deltas
order by
    period <> 'all', plan_year, abs(delta_percent) desc nulls last, scenario_id, impact_rank
"""
# Over everybody, and by each of the three bands; a mean is that of the people of both.
GAINERS = """
select
    scenario_id,
    period,
    plan_year,
    case
        when grouping(age_band) = 0 then 'age'
        when grouping(tenure_band) = 0 then 'tenure'
        when grouping(pay_band) = 0 then 'pay'
        else 'everybody'
    end as grouped_by,
    coalesce(age_band, tenure_band, pay_band) as band,
    sum(people)::bigint as people,
    sum(gainers)::bigint as gainers,
    sum(losers)::bigint as losers,
    sum(unchanged)::bigint as unchanged,
    sum(gainers) / nullif(sum(people), 0) as share_gaining,
    sum(losers) / nullif(sum(people), 0) as share_losing,
    (sum(total_change) / nullif(sum(people), 0))::double as mean_change,
    sum(total_change)::double as total_change,
    (sum(employee_total_change) / nullif(sum(people), 0))::double as employee_mean_change,
    sum(people_only_in_scenario)::bigint as people_only_in_scenario,
    sum(cost_only_in_scenario)::double as cost_only_in_scenario,
    sum(people_only_in_baseline)::bigint as people_only_in_baseline,
    sum(cost_only_in_baseline)::double as cost_only_in_baseline
from fct_gainers_losers
group by grouping sets (
    (scenario_id, period, plan_year),
    (scenario_id, period, plan_year, age_band),
    (scenario_id, period, plan_year, tenure_band),
    (scenario_id, period, plan_year, pay_band)
)
order by
    period <> 'all', plan_year, grouped_by <> 'everybody', grouped_by,
    try_cast(regexp_extract(band, '^[0-9]+') as integer)
"""
DRIVERS = """
select * from fct_cost_attribution order by scenario_id, period <> 'all', plan_year, driver_order
"""
PROJECTED_YEARS = """
select distinct plan_year
from staging.stg_statutory_limits
where is_projected and plan_year >= (select min(start_year) from dim_scenarios)
order by plan_year
"""
CENSUS_PROBLEMS = "select census_id, count(*) as problems from fct_census_issues group by census_id"


@dataclass(frozen=True)
class Results:
    """What the marts say; scenarios in the order in which they are shown."""

    scenarios: list[Row]
    summaries: dict[str, Row]
    trends: list[Row]
    deltas: list[Row]
    gainers: list[Row]
    drivers: list[Row]
    tests: list[Row]
    checks: list[Row]
    projected_years: list[int]
    census_problems: dict[str, int]


def read(connection: duckdb.DuckDBPyConnection) -> Results:
    """Ask the marts of a published database everything that the workbook shows."""

    def rows(query: str) -> list[Row]:
        cursor = connection.execute(query)
        names = [column[0] for column in cursor.description or []]
        return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]

    return Results(
        scenarios=rows(SCENARIOS),
        summaries={row["scenario_id"]: row for row in rows(SUMMARIES)},
        trends=rows(TRENDS),
        deltas=rows(DELTAS),
        gainers=rows(GAINERS),
        drivers=rows(DRIVERS),
        tests=rows(TESTS),
        checks=rows(CHECKS),
        projected_years=[row["plan_year"] for row in rows(PROJECTED_YEARS)],
        census_problems={row["census_id"]: row["problems"] for row in rows(CENSUS_PROBLEMS)},
    )


def most_different(scenarios: Sequence[Row], most: int) -> list[Row]:
    """The scenarios whose cost differs most from their baseline's, in the order shown."""
    differing = [row for row in scenarios if row["cost_delta"] is not None]
    largest = sorted(differing, key=lambda row: -abs(row["cost_delta"]))[:most]
    return [row for row in differing if row in largest]


def why_nothing_compared(scenarios: Sequence[Row]) -> str:
    """Why a sheet about differences is empty, and what would fill it."""
    if len(scenarios) == 1:
        return (
            "Empty: this batch has one scenario and nothing to compare it with. "
            "Build it together with a baseline."
        )
    return "Empty: no scenario of this batch has a baseline in it. Name one with 'baseline:'."
