"""Tables as long as a mart are written whole, in the memory of a short one."""

from __future__ import annotations

import datetime as dt
import re
import tracemalloc
import zipfile
from pathlib import Path

import duckdb
import pytest
from openpyxl import load_workbook

from runner.outputs import sheets
from runner.outputs.long_tables import LongTable, fitted, write_long_table
from runner.outputs.sheets import Column

MEGABYTE = 2**20


def write(target: Path, table: LongTable, rows: int) -> None:
    book = sheets.new_book("Long", dt.datetime(2026, 11, 20, tzinfo=dt.UTC), "footer")
    sheet = sheets.add_sheet(book, "Rows")
    with duckdb.connect() as connection:
        write_long_table(connection, sheet, fitted(connection, table), rows)
        sheets.save(book, target)


def numbers(rows: int) -> LongTable:
    """Twenty columns: a text, a day and eighteen amounts."""
    amounts = ", ".join(f"(range * {n} % 9973)::decimal(18, 2) as a{n}" for n in range(1, 19))
    return LongTable(
        f"select 'E' || range as id, date '2026-01-01' + range::integer % 365 as day, {amounts} "
        f"from range({rows})",
        {
            "id": Column("ID", "line", 5),
            "day": Column("Day", "date"),
            **{f"a{n}": Column(f"Amount {n}", "cents") for n in range(1, 19)},
        },
        "day, id",
    )


def peak(target: Path, rows: int) -> int:
    """The most memory that Python held while so many rows were written."""
    tracemalloc.start()
    try:
        write(target, numbers(rows), rows)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_million_cells_take_the_memory_of_a_few(tmp_path: Path) -> None:
    few, many = peak(tmp_path / "few.xlsx", 2_500), peak(tmp_path / "many.xlsx", 50_000)

    # As text, the rows of the longer one are 40 megabytes.
    assert many < few + 3 * MEGABYTE
    with zipfile.ZipFile(tmp_path / "many.xlsx") as archive:
        content = archive.read("xl/worksheets/sheet1.xml")
    assert len(content) > 35 * MEGABYTE
    # The header is the first row.
    assert [int(n) for n in re.findall(rb'<row r="(\d+)"', content)] == [*range(1, 50_002)]


def test_rows_are_in_order_and_filtered_to_the_last(tmp_path: Path) -> None:
    write(tmp_path / "book.xlsx", numbers(1_000), 1_000)

    sheet = load_workbook(tmp_path / "book.xlsx")["Rows"]
    header, *rows = sheet.iter_rows(values_only=True)
    assert header[:3] == ("ID", "Day", "Amount 1")
    assert len(rows) == 1_000
    assert [(row[1], row[0]) for row in rows] == sorted((row[1], row[0]) for row in rows)
    for name, day, *amounts in rows:
        number = int(name[1:])
        assert day.date() == dt.date(2026, 1, 1) + dt.timedelta(days=number % 365)
        assert amounts == [number * n % 9973 for n in range(1, 19)]
    assert sheet.auto_filter.ref == "A1:T1001"
    assert sheet.freeze_panes == "B2"


@pytest.mark.parametrize(
    ("query", "format_name", "expected"),
    [
        ("select null::varchar as x", "line", None),
        ("select '' as x", "line", None),
        ("select 'a\r\nb' as x", "line", "a\nb"),
        ("select repeat('ü', 40000) as x", "line", "ü" * sheets.MAX_CHARACTERS),
        ("select null::decimal(18, 2) as x", "cents", None),
        ("select -0.01::decimal(18, 2) as x", "cents", -0.01),
        ("select 123456789012.34::decimal(18, 2) as x", "cents", 123456789012.34),
        ("select 1e-7::double as x", "fine_rate", 1e-7),
        ("select null::date as x", "date", None),
        ("select date '1931-02-28' as x", "date", dt.datetime(1931, 2, 28)),
        ("select true as x", "flag", 1),
        ("select false as x", "flag", 0),
        ("select null::boolean as x", "flag", None),
    ],
    ids=range(13),
)
def test_a_value_is_what_the_database_has(
    tmp_path: Path, query: str, format_name: str, expected: object
) -> None:
    columns = {"name": Column("Name", "line"), "x": Column("X", format_name)}
    table = LongTable(f"select 'n' as name, x from ({query})", columns, "name")
    write(tmp_path / "book.xlsx", table, 1)

    assert load_workbook(tmp_path / "book.xlsx")["Rows"]["B2"].value == expected


def test_a_table_without_rows_has_its_header(tmp_path: Path) -> None:
    write(tmp_path / "book.xlsx", numbers(0), 0)

    sheet = load_workbook(tmp_path / "book.xlsx")["Rows"]
    assert sheet.max_row == 1
    assert sheet["A1"].value == "ID"
