"""The sheet Summary: a row for each scenario, its key metrics and their differences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from runner.outputs import sheets
from runner.outputs.comparison.metrics import SUMMARY_METRICS, titled, value_format
from runner.outputs.comparison.results import Results
from runner.outputs.facts import (
    BatchFacts,
    baseline_said,
    marked,
    metric_label,
    projected_said,
    replicates_said,
    span_said,
    years_said,
)
from runner.outputs.identity import IDENTITY, Row, explain, identity, tone
from runner.outputs.nondiscrimination import warnings
from runner.outputs.sheets import DASH, Cell, Column, Sheet

PARTICIPATION = {"participants", "participation_rate"}
COSTS = {name for name in SUMMARY_METRICS if "employer" in name}
MUCH = 0.10
"""A cost that rises by more than this part of the baseline's is shown as rising much."""

DIFFERENCES = (
    "Scenario minus baseline. Orange: costs more, or fewer take part; red and bold: costs over "
    f"{MUCH:.0%} more. Green: costs less, or more take part. Grey italics: the 95 % interval "
    f"includes zero. Dash ({DASH}): nothing to compare with."
)
PERIODS = "All years, the last year, then each of the other years, from left to right."

Found = Mapping[tuple[Any, ...], Row]


def write_summary(sheet: Sheet, results: Results, facts: BatchFacts) -> None:
    """Write the table of all scenarios, what was not built, and warnings about designs."""
    scenarios = results.scenarios
    said = (baseline_said(scenarios), years_said(scenarios), replicates_said(scenarios))
    sheets.write_lines(sheet, "Summary", tone="top")
    explained = {"Compared": " ".join(said), "Periods": PERIODS, "Differences": DIFFERENCES}
    explain(sheet, explained | projected_said(results.projected_years), len(IDENTITY))
    extra = _differing(scenarios)
    years = _other_years(scenarios)
    found = {(row["scenario_id"], row["period"], row["metric"]): row for row in results.deltas}
    values = _values(results)
    rows = [
        [
            *identity(scenario),
            *(Cell(texts[index], "text", tone(scenario)) for texts in extra.values()),
            *_metric_cells(scenario, values, found, "all"),
            *_metric_cells(scenario, values, found, str(scenario["end_year"])),
            *(cell for year in years for cell in _metric_cells(scenario, values, found, str(year))),
        ]
        for index, scenario in enumerate(scenarios)
    ]
    projected = results.projected_years
    columns = [
        *IDENTITY,
        *(Column(title, width=18) for title in extra),
        *_metric_columns(_band("All years", scenarios, projected, "start_year", "end_year")),
        *_metric_columns(_band("Last year", scenarios, projected, "end_year")),
        *(column for year in years for column in _metric_columns(marked(year, projected))),
    ]
    names = len(IDENTITY) + len(extra)
    sheets.write_table(sheet, columns, rows, frozen=names)
    sheet.breaks = range(names + 2 * len(SUMMARY_METRICS), len(columns), 2 * len(SUMMARY_METRICS))
    _write_what_went_wrong(sheet, results, facts)


def _write_what_went_wrong(sheet: Sheet, results: Results, facts: BatchFacts) -> None:
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


def _other_years(scenarios: Sequence[Row]) -> list[int]:
    """All years that any scenario covers, but the last one if it is everybody's last."""
    years = {year for row in scenarios for year in range(row["start_year"], row["end_year"] + 1)}
    ends = {row["end_year"] for row in scenarios}
    return sorted(years - ends if len(ends) == 1 else years)


def _band(name: str, scenarios: Sequence[Row], projected: Sequence[int], *years: str) -> str:
    """The band's title, with its years where all scenarios have the same."""
    spans = {tuple(row[year] for year in years) for row in scenarios}
    if len(spans) != 1:
        return name
    (span,) = spans
    is_marked = any(span[0] <= year <= span[-1] for year in projected)
    return f"{name}, {span_said(*span)}{'*' if is_marked else ''}"


def _metric_columns(band: str) -> Iterator[Column]:
    for metric, unit in SUMMARY_METRICS.items():
        label = metric_label(metric)
        sign = {"people": "", "dollars": " ($)", "rate": " (points)"}[unit]
        yield Column(titled(metric, unit), value_format(metric, unit), 9, band)
        yield Column(f"{label}: difference{sign}", f"{unit}_change", 10, band)


def _values(results: Results) -> dict[tuple[str, str, str], Any]:
    """Each metric by scenario and period."""
    values = {
        (row["scenario_id"], str(row["plan_year"]), row["metric"]): row["value"]
        for row in results.trends
    }
    for name, row in results.summaries.items():
        for metric in SUMMARY_METRICS:
            values[name, "all", metric] = row[f"horizon_{metric}"]
    return values


def _metric_cells(
    scenario: Row, values: Mapping[tuple[str, str, str], Any], found: Found, period: str
) -> Iterator[Cell]:
    """Each metric of a period, and its difference from the baseline."""
    name = scenario["scenario_id"]
    for metric, unit in SUMMARY_METRICS.items():
        value = values.get((name, period, metric))
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
