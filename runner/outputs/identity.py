"""What the sheets about scenarios share: who a row is about, and how that looks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from runner.outputs import sheets
from runner.outputs.facts import label_of
from runner.outputs.sheets import Cell, Column, Sheet

Row = dict[str, Any]

IDENTITY = [Column("Scenario", width=34), Column("ID", width=20)]


def identity(scenario: Row) -> list[Cell]:
    """The scenario's label and id."""
    look = tone(scenario)
    return [Cell(label_of(scenario), "text", look), Cell(scenario["scenario_id"], "text", look)]


def tone(scenario: Row) -> str:
    """The tone of a scenario's rows: the baseline's are shaded."""
    return "first" if scenario["is_baseline"] else "plain"


def block_tone(scenario: Row, position: int) -> str:
    """The tone of a block's name: plain to see where the block begins, faint below."""
    return "first" if scenario["is_baseline"] else "faint" if position else "lead"


def explain(sheet: Sheet, explained: Mapping[str, str], column: int) -> None:
    """Write what a reader needs to know above a table."""
    for key, text in explained.items():
        sheets.write_pair(sheet, key, text, column)
