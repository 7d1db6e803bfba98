"""Tables of a sheet that are as long as a mart: rendered by the database, row by row.

The engine makes the text of whole rows, ten times faster than Python would, and they go into the
file as they come: a workbook takes the same memory for a thousand rows and a million.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from openpyxl.utils import get_column_letter

from runner.outputs import sheets
from runner.outputs.sheets import Column, Sheet

if TYPE_CHECKING:
    import duckdb

FETCHED = 2048
WIDEST = 40
"""Characters of the widest column of texts."""

# Texts that stand for themselves in XML and Excel; all others are looked at closely.
_PLAIN = "[0-9A-Za-z](?:[0-9A-Za-z ,.:/()-]*[0-9A-Za-z)])?"
_ILLEGAL = r"[^\t\n\x{20}-\x{D7FF}\x{E000}-\x{FFFD}\x{10000}-\x{10FFFF}]"
_CAREFUL = """replace(replace(replace(
    regexp_replace(
        regexp_replace(
            left(regexp_replace({text}, '\\r\\n?', chr(10), 'g'), {most}), '{illegal}', '', 'g'
        ),
        '_(x[0-9A-Fa-f]{{4}}_)', '_x005F_\\1', 'g'
    ), '&', '&amp;'), '<', '&lt;'), '>', '&gt;')"""


@dataclass(frozen=True)
class LongTable:
    """A table to show: a query that names its columns, and how each looks.

    ``order`` is the SQL of the order of rows; ``columns`` is keyed by the query's columns.
    """

    query: str
    columns: dict[str, Column]
    order: str

    @property
    def ordered(self) -> str:
        """The query of the rows in their order."""
        return f"from ({self.query}) order by {self.order}"


def rows_by_year(connection: duckdb.DuckDBPyConnection, table: LongTable) -> dict[int, int]:
    """How many rows each year has."""
    query = f"select plan_year, count(*) from ({table.query}) group by 1"
    return dict(connection.execute(query).fetchall())


def fitted(connection: duckdb.DuckDBPyConnection, table: LongTable) -> LongTable:
    """The table with columns as wide as their texts need."""
    texts = [name for name, column in table.columns.items() if _is_text(column)]
    longest = ", ".join(f"max(length({name}))" for name in texts)
    found = connection.execute(f"select {longest} from ({table.query})").fetchone() or ()
    needed = {name: min(WIDEST, (most or 0) + 2) for name, most in zip(texts, found, strict=True)}
    columns = {
        name: column._replace(width=max(needed.get(name, 0), column.width))
        for name, column in table.columns.items()
    }
    return replace(table, columns=columns)


def write_long_table(
    connection: duckdb.DuckDBPyConnection, sheet: Sheet, table: LongTable, rows: int
) -> None:
    """Write the table's header now and its rows, of which there are so many, with the workbook.

    They must fit on the sheet. Texts do not wrap, so that all rows are of one height.
    """
    columns = list(table.columns.values())
    numbers = sheets.write_table(sheet, columns, [], frozen=1)
    right = get_column_letter(len(columns))
    last = numbers.start + max(rows, 1) - 1
    sheet.worksheet.auto_filter.ref = f"A{numbers.start - 1}:{right}{last}"
    # The styles have to be known when the workbook is saved, before the first row is asked for.
    sheet.tail = _fetched(connection, _row_query(sheet, table, numbers.start))


def _row_query(sheet: Sheet, table: LongTable, first: int) -> str:
    """The query of the rows as a sheet stores them, the first one with this number."""
    cells = [
        part
        for number, (name, column) in enumerate(table.columns.items(), start=1)
        for part in _cell(name, column, get_column_letter(number), sheet)
    ]
    numbered = (
        f"select *, cast(row_number() over () + {first - 1} as varchar) as sheet_row "
        f"from ({table.ordered})"
    )
    row = f"concat('<row r=\"', sheet_row, '\">', {', '.join(cells)}, '</row>')"
    return f"select {row} from ({numbered})"


def _fetched(connection: duckdb.DuckDBPyConnection, query: str) -> Iterator[str]:
    """Many rows of a query of one text at a time, put together; it runs when the first is due."""
    cursor = connection.execute(query)
    while found := cursor.fetchmany(FETCHED):
        yield "".join(row for (row,) in found)


def _cell(name: str, column: Column, letter: str, sheet: Sheet) -> Sequence[str]:
    """The SQL of a cell, in parts to be put together; a cell without a value is empty."""
    style = sheets.style_number(sheet, column.format, "plain")
    start = f"'<c r=\"{letter}', sheet_row"
    empty = f'\'" s="{style}"/>\''
    if _is_text(column):
        most = sheets.MAX_CHARACTERS
        careful = _CAREFUL.format(text=name, most=most, illegal=_ILLEGAL)
        text = (
            f"case when regexp_full_match({name}, '{_PLAIN}') then concat('<t>', {name}) "
            f"else concat('<t xml:space=\"preserve\">', {careful}) end"
        )
        opened = f'\'" s="{style}" t="inlineStr"><is>\''
        shown = f"case when {name} <> '' then concat({opened}, {text}, '</t></is></c>')"
        return start, f"{shown} else {empty} end"
    value = name
    if column.format == "date":
        value = f"{name} - date '1899-12-30'"
    elif column.format == "flag":
        value = f"cast({name} as integer)"
    shown = f"concat('\" s=\"{style}\"><v>', {value}, '</v></c>')"
    return start, f"case when {name} is null then {empty} else {shown} end"


def _is_text(column: Column) -> bool:
    return column.format == "line"
