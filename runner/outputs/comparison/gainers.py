"""The sheet Gainers and losers: for whom the employer puts in more or less."""

from __future__ import annotations

from collections.abc import Iterator

from runner.outputs import sheets
from runner.outputs.comparison.results import Results, why_nothing_compared
from runner.outputs.facts import period_cell, projected_said
from runner.outputs.identity import IDENTITY, Row, explain, identity
from runner.outputs.sheets import DASH, Cell, Column, Sheet

PEOPLE = (
    "Those employed in the scenario and in its baseline in the same year, by their id, in the "
    "first replicate: the difference is what the employer puts in, match and core, before "
    "vesting. A cent more is a gain. Over all years it is the sum."
)
BANDS = (
    "Age and service as of 31 December, pay in dollars of the year: as in the baseline, over "
    "all years as in the person's first."
)
PERIODS = "All years and the last year; the years between are in fct_gainers_losers."
ONLY = (
    "Who is employed in one of the two alone, and what the employer puts in in such years. Total "
    "change plus the scenario's less the baseline's is the difference of the employer's cost."
)

GROUPS = {"everybody": "Everybody", "age": "Age", "tenure": "Years of service", "pay": "Pay"}
COLUMNS = {
    "people": Column("People", "count", 8, "In both"),
    "gainers": Column("Gain", "count", 8, "In both"),
    "losers": Column("Lose", "count", 8, "In both"),
    "unchanged": Column("Unchanged", "count", 10, "In both"),
    "share_gaining": Column("Share that gains", "rate", 8, "In both"),
    "share_losing": Column("Share that loses", "rate", 8, "In both"),
    "mean_change": Column("Mean change ($)", "dollars_change", 9, "Employer's contributions"),
    "total_change": Column("Total change ($)", "dollars_change", 11, "Employer's contributions"),
    "employee_mean_change": Column("Mean change ($)", "dollars_change", 9, "Their own"),
    "people_only_in_scenario": Column("People", "count", 8, "Only in the scenario"),
    "cost_only_in_scenario": Column("Cost ($)", "dollars", 10, "Only in the scenario"),
    "people_only_in_baseline": Column("People", "count", 8, "Only in the baseline"),
    "cost_only_in_baseline": Column("Cost ($)", "dollars", 10, "Only in the baseline"),
}


def write_gainers(sheet: Sheet, results: Results) -> None:
    """Write a row for each scenario, period and band, everybody first."""
    sheets.write_lines(sheet, "Gainers and losers", tone="top")
    if not results.gainers:
        sheets.write_lines(sheet, why_nothing_compared(results.scenarios))
        return
    explained = {
        "People": PEOPLE,
        "Bands": BANDS,
        "Periods": PERIODS,
        "Only in one": ONLY,
        "Mean change": f"Of the people in both. Dash ({DASH}): there are none.",
        **projected_said(results.projected_years),
    }
    explain(sheet, explained, len(IDENTITY))
    columns = [
        *IDENTITY,
        Column("Period", "year", 10),
        Column("By", width=16),
        Column("Band", width=12),
        *COLUMNS.values(),
    ]
    rows = [
        [
            *identity(scenario),
            Cell(*period_cell(row, results.projected_years)),
            *_cells(row),
        ]
        for scenario in results.scenarios
        for row in results.gainers
        if row["scenario_id"] == scenario["scenario_id"]
        and row["period"] in ("all", str(scenario["end_year"]))
    ]
    sheets.write_table(sheet, columns, rows, frozen=len(IDENTITY))


def _cells(row: Row) -> Iterator[Cell]:
    look = "first" if row["grouped_by"] == "everybody" else "plain"
    yield Cell(GROUPS[row["grouped_by"]], "text", look)
    yield Cell(row["band"] or "all", "text", look)
    for name, column in COLUMNS.items():
        yield Cell(row[name], column.format, look)
