"""The comparison workbook: what the marts say about all scenarios of a batch, side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

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
    scenarios = results.scenarios
    sheets.write_lines(sheet, _counted(len(scenarios), "scenario") + " compared", tone="top")
    sheets.write_lines(
        sheet,
        f"{_baseline_said(scenarios)} {_years_said(scenarios)} {_replicates_said(scenarios)}",
        "Difference: scenario minus its baseline. Orange: costs more or fewer take part; bold on red:"
        f" costs over {MUCH:.0%} more. Green: costs less or more take part. Grey: the 95 % interval"
        f" includes zero. {sheets.DASH}: nothing to compare with.",
    )
    extra = _extra_columns(scenarios)
    columns = [*IDENTITY, *(Column(title, "text", 18) for title in extra)]
    columns += [
        c for period in ("horizon", "last_year") for c in _metric_columns(scenarios, period)
    ]
    found = {(d["scenario_id"], d["period"], d["metric"]): d for d in results.deltas}
    rows = [
        [
            *_identity(scenario),
            *(Cell(values[index], "text", _tone(scenario)) for values in extra.values()),
            *_metric_cells(scenario, results, found, "horizon", "all"),
            *_metric_cells(scenario, results, found, "last_year", str(scenario["end_year"])),
        ]
        for index, scenario in enumerate(scenarios)
    ]
    sheets.write_table(sheet, columns, rows, frozen=len(IDENTITY))
    _write_failed(sheet, facts.failed)


def _extra_columns(scenarios: Sequence[Row]) -> dict[str, list[str | None]]:
    """What scenarios are compared with and which years they cover, where they differ in it."""
    columns = {
        "Compared with": [scenario["baseline_id"] for scenario in scenarios],
        "Years": [f"{s['start_year']} to {s['end_year']}" for s in scenarios],
    }
    return {title: values for title, values in columns.items() if len(set(values) - {None}) > 1}


def _metric_columns(scenarios: Sequence[Row], period: str) -> list[Column]:
    band = "All years" if period == "horizon" else "Last year"
    spans = {(row["start_year"], row["end_year"]) for row in scenarios}
    if len(spans) == 1:
        start, end = spans.pop()
        band += f", {start} to {end}" if period == "horizon" else f", {end}"
    columns = []
    for metric, unit in SUMMARY_METRICS.items():
        label = metric_label(metric)
        columns.append(Column(_titled(metric, unit), value_format(metric, unit), 10, band))
        columns.append(Column(f"{label}: difference{CHANGES[unit]}", f"{unit}_change", 11, band))
    return columns


def _metric_cells(
    scenario: Row, results: Results, found: dict[Key, Row], prefix: str, period: str
) -> Iterator[Cell]:
    """Each metric of a period, and its difference from the baseline."""
    identity = scenario["scenario_id"]
    for metric, unit in SUMMARY_METRICS.items():
        value = results.summaries[identity][f"{prefix}_{metric}"]
        yield Cell(value, value_format(metric, unit), _tone(scenario))
        delta = found.get((identity, period, metric))
        tone = _judged(metric, delta) if delta else _tone(scenario)
        yield Cell(delta and delta["delta"], f"{unit}_change", tone)


def _judged(metric: str, found: Row) -> str:
    """The tone of a difference: good or bad for cost and participation, where it is certain."""
    delta, low, high = found["delta"], found["ci_low"], found["ci_high"]
    if not delta:
        return "plain"
    if low is not None and low <= 0 <= high:
        return "unsure"
    if metric in COSTS and delta > 0:
        percent = found["delta_percent"]
        return "much_worse" if percent is None or percent > MUCH else "worse"
    if metric in COSTS:
        return "better"
    if metric in PARTICIPATION:
        return "better" if delta > 0 else "worse"
    return "plain"


def _write_failed(sheet: Sheet, failed: Iterable[tuple[str, str]]) -> None:
    """List what was not built, the message beside the id, in lines that fit on a page."""
    for number, (identity, message) in enumerate(failed):
        if number == 0:
            sheets.write_lines(sheet, "", "Not built", tone="heading")
        _write_pair(sheet, identity, message, key_format="text")


# Trends -----------------------------------------------------------------------------------------


def _write_trends(sheet: Sheet, results: Results) -> None:
    sheets.write_lines(sheet, "Trends: each metric, year by year", tone="top")
    sheets.write_lines(
        sheet,
        f"{_replicates_said(results.scenarios)} The baseline is shaded. Growth: relative change on "
        f"the year before, also of rates. {sheets.DASH}: the scenario does not cover the year, or "
        "there is nothing to grow from.".lstrip(),
    )
    found = {(t["metric"], t["scenario_id"], t["plan_year"]): t for t in results.trends}
    units = {row["metric"]: row["unit"] for row in results.trends}
    years = sorted({row["plan_year"] for row in results.trends})
    columns = [
        Column("Metric", "text", 30),
        *IDENTITY,
        *(Column(str(year), "dollars", 9, "Value") for year in years),
        *(Column(str(year), "growth", 8, "Growth on the year before") for year in years[1:]),
    ]
    rows = [
        [
            Cell(_titled(metric, units[metric]), "text", "faint" if position else "lead"),
            *_identity(scenario),
            *_trend_cells(scenario, metric, units[metric], years, found),
        ]
        for metric in sorted(units, key=metric_rank)
        for position, scenario in enumerate(results.scenarios)
    ]
    sheets.write_table(sheet, columns, rows, frozen=1 + len(IDENTITY))


def _trend_cells(
    scenario: Row, metric: str, unit: str, years: Sequence[int], found: dict[Key, Row]
) -> Iterator[Cell]:
    """The metric's value in each year, and its growth from the second year on."""
    tone, nothing = _tone(scenario), {"value": None, "growth_rate": None}
    rows = [found.get((metric, scenario["scenario_id"], year), nothing) for year in years]
    for row in rows:
        yield Cell(row["value"], value_format(metric, unit), tone)
    for row in rows[1:]:
        yield Cell(row["growth_rate"], "growth", tone)


# Delta ------------------------------------------------------------------------------------------


def _write_deltas(sheet: Sheet, results: Results) -> None:
    sheets.write_lines(sheet, "Differences from the baseline, the largest first", tone="top")
    if not results.deltas:
        sheets.write_lines(sheet, _why_no_deltas(results.scenarios))
        return
    is_replicated = any(row["replicates"] > 1 for row in results.deltas)
    sheets.write_lines(
        sheet,
        REPLICATED if is_replicated else NOT_REPLICATED,
        "Ordered by period, then by the size of the relative difference. Rank: within the scenario "
        f"and period. Blue: less than the baseline; orange: more. {sheets.DASH}: relative to zero, "
        "or no replicates.",
    )
    columns = DELTA_COLUMNS + (CERTAINTY_COLUMNS if is_replicated else [])
    labels = {row["scenario_id"]: _label(row) for row in results.scenarios}
    kept = results.deltas[: sheets.MAX_ROWS - 10]
    rows = [
        [*_delta_cells(row, labels), *(_certainty_cells(row) if is_replicated else [])]
        for row in kept
    ]
    numbers = sheets.write_table(sheet, columns, rows)
    sheets.shade_changes(sheet, DELTA_COLUMNS.index(DELTA_PERCENT), numbers)


def _delta_cells(row: Row, labels: dict[str, str]) -> list[Any]:
    metric, unit = row["metric"], row["unit"]
    shown = value_format(metric, unit)
    return [
        row["impact_rank"],
        row["plan_year"] or "All years",
        labels[row["scenario_id"]],
        row["scenario_id"],
        row["baseline_id"],
        metric_label(metric),
        unit,
        Cell(row["baseline_value"], shown),
        Cell(row["value"], shown),
        Cell(row["delta"], f"{unit}_change"),
        row["delta_percent"],
    ]


def _certainty_cells(row: Row) -> list[Any]:
    unit = row["unit"]
    return [
        Cell(row["standard_error"], f"{unit}_error"),
        Cell(row["ci_low"], f"{unit}_change"),
        Cell(row["ci_high"], f"{unit}_change"),
        row["share_positive"] if row["replicates"] > 1 else None,
        row["replicates"],
    ]


def _why_no_deltas(scenarios: Sequence[Row]) -> str:
    if len(scenarios) == 1:
        return (
            "Empty: there is one scenario, and nothing to compare it with. "
            "Build it together with a baseline."
        )
    return "Empty: no scenario has a baseline in this batch. Name one with `baseline:`."


# About ------------------------------------------------------------------------------------------


def _write_about(sheet: Sheet, results: Results, facts: BatchFacts) -> None:
    sheets.write_lines(sheet, "About this workbook", tone="top")
    for key, value in _batch_said(results, facts).items():
        _write_pair(sheet, key, value)
    sheets.write_lines(sheet, "", "How to read it", tone="heading")
    for key, value in READING.items():
        _write_pair(sheet, key, value)
    ...
