"""The sheets Attribution and Waterfall: which driver has which part in the difference of cost."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from runner.outputs import charts, sheets
from runner.outputs.comparison.results import Results, most_different, why_nothing_compared
from runner.outputs.facts import label_of, period_cell, projected_said
from runner.outputs.identity import IDENTITY, Row, explain, identity
from runner.outputs.sheets import Cell, Column, Sheet

DRIVERS = {
    "headcount": "Headcount",
    "pay": "Pay",
    "participation": "Participation",
    "deferral_rate": "Deferral rates",
    "formula": "Formula",
}
PARTS = (
    "The difference of the employer's cost, match and core, in five parts that sum to it: how "
    "many people there are; what each is paid; who has entered the plan and defers; how much they "
    "defer; the terms of match and core. Each part is what the driver adds on average over all "
    "orders in which the five can change (Shapley value), so that none is favoured."
)
CERTAINTY = "95 % intervals are those of the mean over the replicates."
STEPS = (
    "From the baseline's cost over all years to the scenario's, driver by driver. Start is where a "
    "bar begins; the other columns are how high it is."
)
MOST_CHARTS = 12


def write_attribution(sheet: Sheet, results: Results) -> None:
    """Write a row for each scenario and period: both costs, and the parts between them."""
    sheets.write_lines(sheet, "Attribution", tone="top")
    if not results.drivers:
        sheets.write_lines(sheet, why_nothing_compared(results.scenarios))
        return
    is_replicated = any(row["replicates"] > 1 for row in results.drivers)
    explained = {"Parts": PARTS, **({"Certainty": CERTAINTY} if is_replicated else {})}
    explain(sheet, explained | projected_said(results.projected_years), len(IDENTITY))
    interval = [Column("From", "dollars_change", 11), Column("To", "dollars_change", 11)]
    columns = [
        *IDENTITY,
        Column("Compared with", width=20),
        Column("Period", "year", 10),
        Column("Baseline's cost ($)", "dollars", 12),
        *(Column(f"{label} ($)", "dollars_change", 12, "Parts") for label in DRIVERS.values()),
        Column("Scenario's cost ($)", "dollars", 12),
        Column("Difference ($)", "dollars_change", 12),
        *(
            column._replace(band=f"{label}: 95 % interval ($)")
            for label in DRIVERS.values()
            for column in (interval if is_replicated else [])
        ),
    ]
    found = {key: list(rows) for key, rows in groupby(results.drivers, _scenario_and_period)}
    rows = [
        [*identity(scenario), *_part_cells(parts, results, is_replicated)]
        for scenario in results.scenarios
        for (name, _), parts in found.items()
        if name == scenario["scenario_id"]
    ]
    sheets.write_table(sheet, columns, rows, frozen=len(IDENTITY))


def _scenario_and_period(row: Row) -> tuple[str, str]:
    return row["scenario_id"], row["period"]


def _part_cells(parts: Sequence[Row], results: Results, is_replicated: bool) -> list[Cell]:
    first, last = parts[0], parts[-1]
    look = "lead" if first["period"] == "all" else "plain"
    value, form = period_cell(first, results.projected_years)
    return [
        Cell(first["baseline_id"], "text", look),
        Cell(value, form, look),
        Cell(first["cost_before"], "dollars", look),
        *(Cell(row["part"], "dollars_change", look) for row in parts),
        Cell(last["cost_after"], "dollars", look),
        Cell(last["cost_after"] - first["cost_before"], "dollars_change", look),
        *(
            Cell(row[name], "dollars_change", look)
            for row in parts
            for name in (("ci_low", "ci_high") if is_replicated else ())
        ),
    ]


def write_waterfall(sheet: Sheet, results: Results) -> None:
    """Write the steps from the baseline's cost to the scenario's, and draw them."""
    sheets.write_lines(sheet, "Waterfall", tone="top")
    steps = [row for row in results.drivers if row["period"] == "all"]
    if not steps:
        sheets.write_lines(sheet, _why_no_steps(results))
        return
    drawn = {row["scenario_id"] for row in most_different(results.scenarios, MOST_CHARTS)}
    by_scenario = {name: list(rows) for name, rows in groupby(steps, lambda r: r["scenario_id"])}
    compared = [row for row in results.scenarios if row["scenario_id"] in by_scenario]
    explained = {"Steps": STEPS, "Charts": _charts_said(len(drawn), len(compared))}
    explain(sheet, explained | projected_said(results.projected_years), len(IDENTITY))
    columns = [
        *IDENTITY,
        Column("Step", width=20),
        Column("Cost so far ($)", "dollars", 12),
        Column("Start ($)", "dollars", 12),
        Column("Cost ($)", "dollars", 12),
        Column("More ($)", "dollars", 12),
        Column("Less ($)", "dollars", 12),
    ]
    rows = [
        [*identity(scenario), *cells]
        for scenario in compared
        for cells in _step_cells(by_scenario[scenario["scenario_id"]])
    ]
    numbers = sheets.write_table(sheet, columns, rows, frozen=len(IDENTITY) + 1)
    left, number = len(columns) + 2, 0
    for place, scenario in enumerate(compared):
        if scenario["scenario_id"] in drawn:
            steps_of = by_scenario[scenario["scenario_id"]]
            first = numbers.start + place * (len(steps_of) + 2)
            area = charts.Area(sheet, numbers.start - 1, 5, 8, 3)
            where = charts.anchor(number, numbers.start - 1, left)
            costs = [cost for row in steps_of for cost in (row["cost_before"], row["cost_after"])]
            rows_of = range(first, first + len(steps_of) + 2)
            charts.add_waterfall(sheet, area, label_of(scenario), rows_of, costs, where)
            number += 1
    charts.break_pages(sheet, number, numbers.start - 1, 4)


def _why_no_steps(results: Results) -> str:
    if results.drivers:
        return "Empty: no scenario covers the years of its baseline. Attribution has the years."
    return why_nothing_compared(results.scenarios)


def _charts_said(drawn: int, compared: int) -> str:
    said = "Right of the table; their axis need not begin at zero."
    if drawn == compared:
        return said
    return f"{said} The {drawn} of {compared} scenarios whose cost differs most are drawn."


def _step_cells(parts: Sequence[Row]) -> list[list[Cell]]:
    """The baseline, the drivers and the scenario: cost so far, start, and how high the bar is."""
    first, last = parts[0]["cost_before"], parts[-1]["cost_after"]
    steps = [("Baseline", first, 0.0, first, 0.0, 0.0)]
    for row in parts:
        before, after = row["cost_before"], row["cost_after"]
        more, less = max(row["part"], 0.0), max(-row["part"], 0.0)
        steps.append((DRIVERS[row["driver"]], after, min(before, after), 0.0, more, less))
    steps.append(("Scenario", last, 0.0, last, 0.0, 0.0))
    return [
        [Cell(name, "text"), *(Cell(value, "dollars") for value in values)]
        for name, *values in steps
    ]
