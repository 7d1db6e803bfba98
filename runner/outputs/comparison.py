"""The comparison workbook: what the marts say about all scenarios, side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from runner.outputs import sheets
from runner.outputs.facts import (
    BatchFacts,
    baseline_said,
    label_of,
    metric_label,
    metric_rank,
    replicates_said,
    span_said,
    write_about,
    years_said,
)
from runner.outputs.identity import IDENTITY, Row, block_tone, explain, identity, tone
from runner.outputs.nondiscrimination import CHECKS, TESTS, warnings, write_checks, write_tests
from runner.outputs.sheets import DASH, Cell, Column, Sheet

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
PROJECTED_YEARS = """
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
PARTICIPATION = {"participants", "participation_rate"}
COSTS = {name for name in SUMMARY_METRICS if "employer" in name}
MUCH = 0.10
"""A cost that rises by more than this part of the baseline's is shown as rising much."""

DIFFERENCES = (
    "Scenario minus baseline. Orange: costs more, or fewer take part; red and bold: costs over "
    f"{MUCH:.0%} more. Green: costs less, or more take part. Grey italics: the 95 % interval "
    f"includes zero. Dash ({DASH}): nothing to compare with."
)
SHADED = "The baseline's rows are shaded."
GROWTH = (
    "The relative change on the year before, of rates as well. "
    f"Dash ({DASH}): the scenario does not cover the year, or there is nothing to grow from."
)
ORDER = (
    "By period, then by the size of the relative difference; the rank is the one within a "
    "scenario and period. Differences of rates are in percentage points."
)
SHADES = (
    f"Blue: less than the baseline; orange: more. Dash ({DASH}): relative to zero, "
    "or certainty from one replicate."
)
REPLICATED = "Standard error and 95 % interval are those of the mean over the replicates."
NOT_REPLICATED = (
    "There is one replicate: standard error, 95 % interval and share positive need two or more, "
    "and are left out."
)

DELTA_COLUMNS = [
    Column("Rank", "number", 7),
    Column("Period", "year", 10),
    *IDENTITY,
    Column("Compared with", width=20),
    Column("Metric", width=36),
    Column("Unit", width=9),
    Column("Baseline", "dollars", 12),
    Column("Scenario's value", "dollars", 12),
    Column("Difference", "dollars_change", 12),
    Column("Difference %", "growth", 12),
]
CERTAINTY_COLUMNS = [
    Column("Standard error", "dollars_error", 10),
    Column("95 % interval: from", "dollars_change", 12),
    Column("95 % interval: to", "dollars_change", 12),
    Column("Share positive", "share", 9),
    Column("Replicates", "number", 11),
]

Found = Mapping[tuple[Any, ...], Row]


@dataclass(frozen=True)
class Results:
    """What the marts say; scenarios in the order in which they are shown."""

    scenarios: list[Row]
    summaries: dict[str, Row]
    trends: list[Row]
    deltas: list[Row]
    tests: list[Row]
    checks: list[Row]
    projected_years: list[int]
    census_problems: dict[str, int]


def write_comparison(database: Path, target: Path, facts: BatchFacts) -> None:
    """Write the comparison of all scenarios in a published database as a workbook.

    Raises OutputError when the file cannot be written.
    """
    with duckdb.connect(str(database), read_only=True) as connection:
        results = _read(connection)
    metrics = sorted({row["metric"] for row in results.trends}, key=metric_rank)
    book = sheets.new_book("Comparison of scenarios", facts.started_at, facts.batch_id)
    _write_summary(sheets.add_sheet(book, "Summary"), results, facts)
    _write_trends(sheets.add_sheet(book, "Trends"), results, metrics)
    _write_deltas(sheets.add_sheet(book, "Delta"), results)
    write_tests(sheets.add_sheet(book, "Nondiscrimination"), results.scenarios, results.tests)
    write_checks(sheets.add_sheet(book, "Design checks"), results.scenarios, results.checks)
    write_about(
        sheets.add_sheet(book, "About"),
        facts,
        results.scenarios,
        metrics,
        results.projected_years,
        results.census_problems,
    )
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
        tests=rows(TESTS),
        checks=rows(CHECKS),
        projected_years=[row["plan_year"] for row in rows(PROJECTED_YEARS)],
        census_problems={row["census_id"]: row["problems"] for row in rows(CENSUS_PROBLEMS)},
    )


def _write_summary(sheet: Sheet, results: Results, facts: BatchFacts) -> None:
    scenarios = results.scenarios
    said = (baseline_said(scenarios), years_said(scenarios), replicates_said(scenarios))
    sheets.write_lines(sheet, "Summary", tone="top")
    explain(sheet, {"Compared": " ".join(said), "Differences": DIFFERENCES}, len(IDENTITY))
    extra = _differing(scenarios)
    found = {(row["scenario_id"], row["period"], row["metric"]): row for row in results.deltas}
    rows = [
        [
            *identity(scenario),
            *(Cell(values[index], "text", tone(scenario)) for values in extra.values()),
            *_metric_cells(scenario, results, found, "horizon", "all"),
            *_metric_cells(scenario, results, found, "last_year", str(scenario["end_year"])),
        ]
        for index, scenario in enumerate(scenarios)
    ]
    columns = [
        *IDENTITY,
        *(Column(title, width=18) for title in extra),
        *_metric_columns(_band("All years", scenarios, "start_year", "end_year")),
        *_metric_columns(_band("Last year", scenarios, "end_year")),
    ]
    sheets.write_table(sheet, columns, rows, frozen=len(IDENTITY) + len(extra))
    if facts.failed:
        sheets.write_lines(sheet, "", "Not built", tone="heading")
    for name, message in facts.failed:
        sheets.write_pair(sheet, name, message, len(IDENTITY), "text")
    findings = warnings(results.checks)
    if findings:
        sheets.write_lines(sheet, "", "Warnings about the design", tone="heading")
        sheets.write_lines(sheet, *findings)


def _differing(scenarios: Sequence[Row]) -> dict[str, list[str | None]]:
    """What scenarios are compared with and the years they cover, if they differ in it."""
    columns = {
        "Compared with": [row["baseline_id"] for row in scenarios],
        "Years": [span_said(row["start_year"], row["end_year"]) for row in scenarios],
    }
    return {title: values for title, values in columns.items() if len({*values} - {None}) > 1}


def _band(name: str, scenarios: Sequence[Row], *years: str) -> str:
    """The band's title, with its years where all scenarios have the same."""
    spans = {tuple(row[year] for year in years) for row in scenarios}
    return f"{name}, {span_said(*spans.pop())}" if len(spans) == 1 else name


def _metric_columns(band: str) -> Iterator[Column]:
    for metric, unit in SUMMARY_METRICS.items():
        label = metric_label(metric)
        sign = {"people": "", "dollars": " ($)", "rate": " (points)"}[unit]
        yield Column(titled(metric, unit), value_format(metric, unit), 9, band)
        yield Column(f"{label}: difference{sign}", f"{unit}_change", 10, band)


def _metric_cells(
    scenario: Row, results: Results, found: Found, prefix: str, period: str
) -> Iterator[Cell]:
    """Each metric of a period, and its difference from the baseline."""
    name = scenario["scenario_id"]
    for metric, unit in SUMMARY_METRICS.items():
        value = results.summaries[name][f"{prefix}_{metric}"]
        yield Cell(value, value_format(metric, unit), tone(scenario))
        row = found.get((name, period, metric))
        look = _judged(metric, row) if row else tone(scenario)
        yield Cell(row and row["delta"], f"{unit}_change", look)


def _judged(metric: str, row: Row) -> str:
    """The tone of a difference: good or bad for cost and participation, where it is certain."""
    delta, low, high = row["delta"], row["ci_low"], row["ci_high"]
    if not delta or metric not in PARTICIPATION | COSTS:
        return "plain"
    if low is not None and low <= 0 <= high:
        return "unsure"
    if (delta > 0) == (metric in PARTICIPATION):
        return "better"
    percent = row["delta_percent"]
    is_much = metric in COSTS and (percent is None or percent > MUCH)
    return "much_worse" if is_much else "worse"


def _write_trends(sheet: Sheet, results: Results, metrics: Sequence[str]) -> None:
    sheets.write_lines(sheet, "Trends", tone="top")
    explained = {"Values": f"{replicates_said(results.scenarios)} {SHADED}", "Growth": GROWTH}
    explain(sheet, explained, 1 + len(IDENTITY))
    found = {(row["metric"], row["scenario_id"], row["plan_year"]): row for row in results.trends}
    units = {row["metric"]: row["unit"] for row in results.trends}
    years = sorted({row["plan_year"] for row in results.trends})
    columns = [
        Column("Metric", width=36),
        *IDENTITY,
        *(Column(str(year), "dollars", 9, "Value") for year in years),
        *(Column(str(year), "growth", 9, "Growth on the year before") for year in years[1:]),
    ]
    rows = [
        [
            Cell(titled(metric, units[metric]), "text", block_tone(scenario, position)),
            *identity(scenario),
            *_trend_cells(scenario, metric, units[metric], years, found),
        ]
        for metric in metrics
        for position, scenario in enumerate(results.scenarios)
    ]
    sheets.write_table(sheet, columns, rows, frozen=1 + len(IDENTITY))


def _trend_cells(
    scenario: Row, metric: str, unit: str, years: Sequence[int], found: Found
) -> Iterator[Cell]:
    """The metric's value in each year, and its growth from the second year on."""
    nothing: Row = {"value": None, "growth_rate": None}
    rows = [found.get((metric, scenario["scenario_id"], year), nothing) for year in years]
    for row in rows:
        yield Cell(row["value"], value_format(metric, unit), tone(scenario))
    for row in rows[1:]:
        yield Cell(row["growth_rate"], "growth", tone(scenario))


def _write_deltas(sheet: Sheet, results: Results) -> None:
    sheets.write_lines(sheet, "Delta", tone="top")
    if not results.deltas:
        sheets.write_lines(sheet, _why_no_deltas(results.scenarios))
        return
    is_replicated = any(row["replicates"] > 1 for row in results.deltas)
    explained = {
        "Order": ORDER,
        "Colours": SHADES,
        "Certainty": REPLICATED if is_replicated else NOT_REPLICATED,
    }
    kept = results.deltas[: sheets.MAX_ROWS - 10]
    if len(kept) < len(results.deltas):
        explained["Left out"] = f"{len(results.deltas) - len(kept):,d} rows: see the warehouse."
    explain(sheet, explained, 2)
    labels = {row["scenario_id"]: label_of(row) for row in results.scenarios}
    rows = [
        [*_delta_cells(row, labels), *(_certainty_cells(row) if is_replicated else [])]
        for row in kept
    ]
    columns = [*DELTA_COLUMNS, *(CERTAINTY_COLUMNS if is_replicated else [])]
    numbers = sheets.write_table(sheet, columns, rows)
    sheets.shade_changes(sheet, len(DELTA_COLUMNS) - 1, numbers)


def _why_no_deltas(scenarios: Sequence[Row]) -> str:
    if len(scenarios) == 1:
        return (
            "Empty: this batch has one scenario and nothing to compare it with. "
            "Build it together with a baseline."
        )
    return "Empty: no scenario of this batch has a baseline in it. Name one with 'baseline:'."


def _delta_cells(row: Row, labels: Mapping[str, str]) -> list[Any]:
    metric, unit = row["metric"], row["unit"]
    return [
        row["impact_rank"],
        "All years" if row["period"] == "all" else row["plan_year"],
        labels[row["scenario_id"]],
        row["scenario_id"],
        row["baseline_id"],
        metric_label(metric),
        unit,
        Cell(row["baseline_value"], value_format(metric, unit)),
        Cell(row["value"], value_format(metric, unit)),
        Cell(row["delta"], f"{unit}_change"),
        row["delta_percent"],
    ]


def _certainty_cells(row: Row) -> list[Any]:
    unit, is_replicated = row["unit"], row["replicates"] > 1
    return [
        Cell(row["standard_error"], f"{unit}_error"),
        Cell(row["ci_low"], f"{unit}_change"),
        Cell(row["ci_high"], f"{unit}_change"),
        row["share_positive"] if is_replicated else None,
        row["replicates"],
    ]


def titled(metric: str, unit: str) -> str:
    """The metric's label as a title, with the unit where the values do not show it."""
    return f"{metric_label(metric)} ($)" if unit == "dollars" else metric_label(metric)


def value_format(metric: str, unit: str) -> str:
    """The format of a metric's values: cost is a few percent of pay, and needs a digit more."""
    return "fine_rate" if metric == "employer_cost_rate" else unit
