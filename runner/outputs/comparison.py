"""The comparison workbook: what the marts say about all scenarios of a batch, side by side."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from runner.outputs import facts as told
from runner.outputs import sheets
from runner.outputs.facts import BatchFacts
from runner.outputs.sheets import Cell, Column, Sheet

SCENARIOS = """
select
    * replace (coalesce(nullif(trim(label), ''), scenario_id) as label),
    scenario_id in (select baseline_id from dim_scenarios) and baseline_id is null as is_baseline
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
    period <> 'all', plan_year, abs(delta_percent) desc nulls last, impact_rank, scenario_id
"""
PROJECTED = """
select distinct plan_year
from staging.stg_statutory_limits
where is_projected and plan_year >= (select min(start_year) from dim_scenarios)
order by plan_year
"""
CENSUS_PROBLEMS = "select census_id, count(*) as problems from fct_census_issues group by census_id"

SUMMARY_METRICS = {
    "participants": "people",
    "participation_rate": "rate",
    "average_deferral_rate": "rate",
    "total_contributions": "dollars",
    "employer_match": "dollars",
    "employer_core": "dollars",
    "employer_cost": "dollars",
    "employer_cost_rate": "rate",
    "net_employer_cost": "dollars",
}
COSTS = (
    "employer_match",
    "employer_core",
    "employer_cost",
    "employer_cost_rate",
    "net_employer_cost",
)
PARTICIPATION = ("participants", "participation_rate")
MUCH = 0.10
UNITS = {"people": "people", "dollars": "$", "rate": "share"}
CHANGES = {"people": "people", "dollars": "$", "rate": "percentage points"}

Row = dict[str, Any]


@dataclass(frozen=True)
class Results:
    """What the marts say; scenarios in the order in which they are shown."""

    scenarios: list[Row]
    summaries: dict[str, Row]
    trends: list[Row]
    deltas: list[Row]
    projected_years: list[int]
    census_problems: dict[str, int]


def write_comparison(database: Path, target: Path, facts: BatchFacts) -> None:
    """Write the comparison of all scenarios in a published database as a workbook.

    Raises OutputError when the file cannot be written.
    """
    with duckdb.connect(str(database), read_only=True) as connection:
        results = _read(connection)
    book = sheets.new_book("Comparison of scenarios", facts.started_at, facts.batch_id)
    _write_summary(sheets.add_sheet(book, "Summary"), results, facts)
    _write_trends(sheets.add_sheet(book, "Trends"), results)
    _write_deltas(sheets.add_sheet(book, "Delta"), results)
    _write_about(sheets.add_sheet(book, "About"), results, facts)
    sheets.save(book, target)


def _read(connection: duckdb.DuckDBPyConnection) -> Results:
    def rows(query: str) -> list[Row]:
        cursor = connection.execute(query)
        names = [column[0] for column in cursor.description or []]
        return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]

    return Results(
        scenarios=rows(SCENARIOS),
        summaries={row["scenario_id"]: row for row in rows(SUMMARIES)},
        trends=rows(TRENDS),
        deltas=rows(DELTAS),
        projected_years=[row["plan_year"] for row in rows(PROJECTED)],
        census_problems={row["census_id"]: row["problems"] for row in rows(CENSUS_PROBLEMS)},
    )


# Summary ----------------------------------------------------------------------------------------


def _write_summary(sheet: Sheet, results: Results, facts: BatchFacts) -> None:
    count = len(results.scenarios)
    sheets.write_lines(sheet, f"Comparison of {count} scenarios", tone="top")
    ...
