"""Tables of the report: rows of a query, each number with its exact value beside its text."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from runner.outputs.report import numbers
from runner.outputs.report.results import Answer, Row

UNITS = {
    "employer_cost": "dollars",
    "net_employer_cost": "dollars",
    "employee_contributions": "dollars",
    "employer_cost_rate": "rate",
    "participation_rate": "rate",
    "average_deferral_rate": "rate",
    "participants": "people",
}
TEXTS = ("text", "code")


class Column(NamedTuple):
    """A column: its title, the query's column, and the kind of its values.

    Kinds are those of `numbers.cell`, "text", "code", and "unit" or "unit_change" for a value in
    the unit of the row's metric.
    """

    title: str
    name: str
    kind: str = "text"


@dataclass(frozen=True)
class Cell:
    """What a cell shows, and the number that it stands for."""

    text: str
    value: Any = None
    kind: str = "text"

    @property
    def is_number(self) -> bool:
        """Whether it stands to the right."""
        return self.kind not in TEXTS


@dataclass(frozen=True)
class Table:
    """A table with its caption; the first column names the row; ``sql`` gives its numbers."""

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    sql: str = ""

    @property
    def values(self) -> str:
        """The names of the query's columns, for whoever compares."""
        return " ".join(column.name for column in self.columns)


@dataclass(frozen=True)
class Figure:
    """A chart with its title, what it shows in words, and the table of its numbers.

    Without a chart, the notes say all that there is to see.
    """

    identity: str
    title: str
    alternative: str
    chart: Mapping[str, Any] | None
    table: Table
    notes: Sequence[str] = ()
    legend: Sequence[Any] = field(default=())

    @property
    def height(self) -> int:
        """Pixels that are kept free until the chart is drawn."""
        return self.chart["layout"]["height"] if self.chart else 0


def table_of(
    caption: str,
    columns: Sequence[Column],
    answer: Answer,
    *,
    names: Mapping[str, Callable[[Row], str]] | None = None,
) -> Table:
    """A table with a row for each row of an answer.

    ``names`` maps columns to functions that say the row's value for readers.
    """
    said = names or {}
    rows = [
        [_cell(row, column, said.get(column.name)) for column in columns] for row in answer.rows
    ]
    return Table(caption, columns, rows, answer.sql)


def _cell(row: Row, column: Column, say: Callable[[Row], str] | None) -> Cell:
    value = row[column.name]
    if say is not None:
        return Cell(say(row), value, column.kind)
    if column.kind in TEXTS:
        return Cell(numbers.DASH if value is None else str(value), value, column.kind)
    kind = column.kind.replace("unit", UNITS.get(row.get("metric", ""), "dollars"))
    return Cell(numbers.cell(value, kind), value, kind)
