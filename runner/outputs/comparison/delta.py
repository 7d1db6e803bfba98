"""The sheet Delta: every difference from a baseline, the largest first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from runner.outputs import sheets
from runner.outputs.comparison.metrics import value_format
from runner.outputs.comparison.results import Results, why_nothing_compared
from runner.outputs.facts import label_of, metric_label, period_cell, projected_said
from runner.outputs.identity import IDENTITY, Row, explain
from runner.outputs.sheets import DASH, Cell, Column, Sheet

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


def write_deltas(sheet: Sheet, results: Results) -> None:
    """Write a row for each scenario, period and metric."""
    sheets.write_lines(sheet, "Delta", tone="top")
    if not results.deltas:
        sheets.write_lines(sheet, why_nothing_compared(results.scenarios))
        return
    is_replicated = any(row["replicates"] > 1 for row in results.deltas)
    explained = {
        "Order": ORDER,
        "Colours": SHADES,
        "Certainty": REPLICATED if is_replicated else NOT_REPLICATED,
        **projected_said(results.projected_years),
    }
    kept = results.deltas[: sheets.MAX_ROWS - 10]
    if len(kept) < len(results.deltas):
        explained["Left out"] = f"{len(results.deltas) - len(kept):,d} rows: see the warehouse."
    explain(sheet, explained, 2)
    labels = {row["scenario_id"]: label_of(row) for row in results.scenarios}
    rows = [
        [
            *_delta_cells(row, labels, results.projected_years),
            *(_certainty_cells(row) if is_replicated else []),
        ]
        for row in kept
    ]
    columns = [*DELTA_COLUMNS, *(CERTAINTY_COLUMNS if is_replicated else [])]
    numbers = sheets.write_table(sheet, columns, rows)
    sheets.shade_changes(sheet, len(DELTA_COLUMNS) - 1, numbers)


def _delta_cells(row: Row, labels: Mapping[str, str], projected: list[int]) -> list[Any]:
    metric, unit = row["metric"], row["unit"]
    return [
        row["impact_rank"],
        Cell(*period_cell(row, projected)),
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
