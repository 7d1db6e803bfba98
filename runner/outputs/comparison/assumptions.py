"""The sheet Assumptions: in what scenarios differ from their baselines, and where that is said."""

from __future__ import annotations

from runner.outputs import sheets
from runner.outputs.comparison.results import Results, why_nothing_compared
from runner.outputs.facts import BatchFacts
from runner.outputs.identity import IDENTITY, block_tone, explain, identity
from runner.outputs.sheets import Cell, Column, Sheet

DIFFERING = (
    "Only parameters in which a scenario differs from its baseline, with the line that sets the "
    "scenario's value; all others are the same. `runner show` prints all of a scenario."
)
COLUMNS = [
    Column("Parameter", width=44),
    *IDENTITY,
    Column("Compared with", width=20),
    Column("Baseline's value", width=46),
    Column("Scenario's value", width=46),
    Column("Set in", width=44),
]


def write_assumptions(sheet: Sheet, results: Results, facts: BatchFacts) -> None:
    """Write a row for each scenario and parameter in which it differs."""
    sheets.write_lines(sheet, "Assumptions", tone="top")
    compared = [row for row in results.scenarios if row["baseline_id"]]
    if not compared:
        sheets.write_lines(sheet, why_nothing_compared(results.scenarios))
        return
    alike = [row for row in compared if not facts.assumptions.get(row["scenario_id"])]
    said = {"Parameters": DIFFERING}
    if alike:
        said["No difference"] = ", ".join(row["scenario_id"] for row in alike)
    explain(sheet, said, 1)
    rows = [
        [
            Cell(each.parameter, "text", block_tone(scenario, position)),
            *identity(scenario),
            Cell(scenario["baseline_id"], "text"),
            *(Cell(text or None, "text") for text in (each.before, each.after, each.place)),
        ]
        for scenario in compared
        for position, each in enumerate(facts.assumptions.get(scenario["scenario_id"], ()))
    ]
    if rows:
        sheets.write_table(sheet, COLUMNS, rows, frozen=1)
