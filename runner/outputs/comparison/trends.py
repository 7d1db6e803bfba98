"""The sheets Trends and Trend charts: every metric of every year, side by side, and drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from runner.outputs import charts, sheets
from runner.outputs.comparison.metrics import SUMMARY_METRICS, titled, value_format
from runner.outputs.comparison.results import Results, most_different
from runner.outputs.facts import projected_said, replicates_said
from runner.outputs.identity import IDENTITY, Row, block_tone, explain, identity, tone
from runner.outputs.sheets import DASH, Cell, Column, Sheet

SHADED = "The baseline's rows are shaded."
GROWTH = (
    "The relative change on the year before, of rates as well. "
    f"Dash ({DASH}): the scenario does not cover the year, or there is nothing to grow from."
)
MOST_LINES = 8
"""More lines in a chart cannot be told apart."""

Found = Mapping[tuple[Any, ...], Row]


@dataclass(frozen=True)
class Placed:
    """Where the table of trends stands: a block of rows for each metric, a column for each year."""

    sheet: Sheet
    metrics: Sequence[str]
    units: Mapping[str, str]
    years: Sequence[int]
    rows: range
    found: Found


def write_trends(sheet: Sheet, results: Results, metrics: Sequence[str]) -> Placed:
    """Write a row for each metric and scenario; returns where they are."""
    sheets.write_lines(sheet, "Trends", tone="top")
    explained = {"Values": f"{replicates_said(results.scenarios)} {SHADED}", "Growth": GROWTH}
    explained |= projected_said(results.projected_years)
    explain(sheet, explained, 1 + len(IDENTITY))
    found = {(row["metric"], row["scenario_id"], row["plan_year"]): row for row in results.trends}
    units = {row["metric"]: row["unit"] for row in results.trends}
    years = sorted({row["plan_year"] for row in results.trends})
    is_projected = set(results.projected_years)
    columns = [
        Column("Metric", width=36),
        *IDENTITY,
        *(Column(str(year), "dollars", 9, "Value", year in is_projected) for year in years),
        *(
            Column(str(year), "growth", 9, "Growth on the year before", year in is_projected)
            for year in years[1:]
        ),
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
    numbers = sheets.write_table(sheet, columns, rows, frozen=1 + len(IDENTITY))
    return Placed(sheet, metrics, units, years, numbers, found)


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


def write_charts(sheet: Sheet, results: Results, trends: Placed) -> None:
    """Draw the key metrics over time, a line for each scenario as long as lines can be told apart.

    The lines are cells of the sheet Trends.
    """
    sheets.write_lines(sheet, "Trend charts", tone="top")
    drawn = _drawn(results.scenarios)
    said = {"Lines": _lines_said(len(drawn), len(results.scenarios))}
    explain(sheet, said | projected_said(results.projected_years), 2)
    places = {row["scenario_id"]: place for place, row in enumerate(results.scenarios)}
    shown = [metric for metric in SUMMARY_METRICS if _is_anything(metric, drawn, trends)]
    top = len(sheet.rows) + 2
    for number, metric in enumerate(shown):
        block = trends.rows.start + trends.metrics.index(metric) * len(places)
        lines = [
            charts.Line(block + places[row["scenario_id"]], row["is_baseline"])
            for row in drawn
            if _is_whole(row, metric, trends)
        ]
        if lines:
            unit = trends.units[metric]
            title = titled(metric, unit)
            area = charts.Area(trends.sheet, trends.rows.start - 1, 4, 3 + len(trends.years), 2)
            axis = sheets.FORMATS[value_format(metric, unit)].excel
            most = 1.0 if metric == "participation_rate" else None
            where = charts.anchor(number, top)
            charts.add_lines(sheet, area, title, lines, axis, where, most)
    charts.fit_page(sheet, len(shown), top)


def _drawn(scenarios: Sequence[Row]) -> list[Row]:
    """Baselines, then those whose cost differs most, or as many as can be told apart."""
    first = [row for row in scenarios if row["is_baseline"]][:1]
    rest = most_different(scenarios, MOST_LINES - len(first))
    others = [row for row in scenarios if row not in first and row not in rest]
    return [*first, *rest, *others][:MOST_LINES]


def _is_anything(metric: str, drawn: Sequence[Row], trends: Placed) -> bool:
    """Whether anybody has a value other than 0: a plan without core needs no chart of it."""
    names = {row["scenario_id"] for row in drawn}
    return any(
        row["value"]
        for (name, scenario, _), row in trends.found.items()
        if name == metric and scenario in names
    )


def _is_whole(scenario: Row, metric: str, trends: Placed) -> bool:
    """Whether there is a value for each year: a chart would draw a dash as zero."""
    rows = [trends.found.get((metric, scenario["scenario_id"], year)) for year in trends.years]
    return all(row is not None and row["value"] is not None for row in rows)


def _lines_said(drawn: int, all_of_them: int) -> str:
    said = (
        "The baseline is black. Metrics that are 0 throughout and scenarios without a value in "
        "one of the years are left out."
    )
    if drawn == all_of_them:
        return said
    return (
        f"The baseline and those whose cost differs most from it: {drawn} of {all_of_them} "
        f"scenarios; all are on Trends. {said}"
    )
