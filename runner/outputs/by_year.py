"""Tables with the years as columns: a query's rows, turned on their side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from runner.outputs import sheets
from runner.outputs.sheets import Cell, Column, Sheet

if TYPE_CHECKING:
    import duckdb

Row = dict[str, Any]


@dataclass(frozen=True)
class Measure:
    """A column of a query as readers know it: its title and the format of its values."""

    title: str
    format: str = "count"

    @property
    def of_none(self) -> int | None:
        """What it is where there is nobody to measure: counts are zero, the rest is unknown."""
        return 0 if self.format == "count" else None


@dataclass(frozen=True)
class Years:
    """The years of a scenario, and those of them that rest on projected limits."""

    all: Sequence[int]
    projected: frozenset[int]

    def columns(self) -> list[Column]:
        """A column for each year, under a title that says whether its limits are published."""
        return [
            Column(str(year), "dollars", 12, "Projected" if year in self.projected else "Published")
            for year in self.all
        ]


def rows_of(connection: duckdb.DuckDBPyConnection, query: str) -> list[Row]:
    """The rows of a query by the names of its columns."""
    cursor = connection.execute(query)
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]


def write_measures(
    sheet: Sheet, rows: Iterable[Row], measures: dict[str, Measure], years: Years
) -> None:
    """Write a row for each measure; ``rows`` has one for each year."""
    found = {row["plan_year"]: row for row in rows}
    lines = [
        [measure.title, *_cells(measure, [found.get(year, {}).get(name) for year in years.all])]
        for name, measure in measures.items()
    ]
    sheets.write_table(sheet, [Column("Measure", width=36), *years.columns()], lines, frozen=1)


def write_groups(
    sheet: Sheet,
    groups: Sequence[str],
    rows: Iterable[Row],
    measures: dict[str, Measure],
    years: Years,
) -> None:
    """Write a row for each measure and group, in the order in which the groups come.

    A single measure is not named. ``rows`` has one for each group and year; its columns ``group_1``
    and so on name the group, ``is_total`` tells the group of all.
    """
    keys = [f"group_{number}" for number in range(1, len(groups) + 1)]
    found: dict[tuple[Any, ...], dict[int, Row]] = {}
    for row in rows:
        group = (row["is_total"], *(row[key] for key in keys))
        found.setdefault(group, {})[row["plan_year"]] = row
    lines, is_single = [], len(measures) == 1
    for name, measure in measures.items():
        for (is_total, *group), by_year in found.items():
            tone = "lead" if is_total else "plain"
            values = [by_year.get(year, {}).get(name, measure.of_none) for year in years.all]
            titles = [Cell(text, "text", tone) for text in (measure.title, *group)]
            lines.append([*titles, *_cells(measure, values, tone)][is_single:])
    columns = [Column("Measure", width=30), *(Column(title, width=30) for title in groups)]
    shown = [*columns, *years.columns()][is_single:]
    sheets.write_table(sheet, shown, lines, frozen=len(columns) - is_single)


def _cells(measure: Measure, values: Iterable[Any], tone: str = "plain") -> list[Cell]:
    return [Cell(value, measure.format, tone) for value in values]
