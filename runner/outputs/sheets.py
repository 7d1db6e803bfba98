"""Workbooks: how sheets are made, filled and saved.

openpyxl makes the workbook and its styles; the rows are rendered here and put into the
finished file, many times faster than through its cell objects.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import tempfile
import textwrap
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, groupby, zip_longest
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.formatting.rule import ColorScaleRule
from openpyxl.utils import get_column_letter

from runner.errors import OutputError
from runner.outputs.cells import DASH, MAX_CHARACTERS, cell_xml, clean, letters
from runner.outputs.looks import FORMATS, TONES, Cell, Column, styled
from runner.outputs.pages import PAGE_WIDTH, set_up_pages

# What sheets are written with, in one place for those who write them.
__all__ = [
    "DASH",
    "FORMATS",
    "MAX_CHARACTERS",
    "MAX_ROWS",
    "PAGE_WIDTH",
    "Book",
    "Cell",
    "Column",
    "Sheet",
    "add_sheet",
    "clean",
    "new_book",
    "safe_name",
    "save",
    "shade_changes",
    "style_number",
    "write_block",
    "write_lines",
    "write_pair",
    "write_table",
]

MAX_ROWS = 1_048_576
MAX_HEIGHT = 409
"""Excel's highest row, in points."""
LETTERS = 1.1
"""Letters of a text in the width of one of its column's characters, which are larger digits."""
LINE = 200
"""Characters in a line of running text."""
COMPRESSION = 1
"""Of the file: level 1 takes a third of the time of level 4, and a quarter more space."""

_NO_ROWS = re.compile(rb"<sheetData\s*/>|<sheetData></sheetData>")


@dataclass
class Book:
    """A workbook in the making; ``footer`` is printed on every page."""

    workbook: Workbook
    footer: str
    sheets: list[Sheet] = field(default_factory=list)
    styles: dict[tuple[str, str], int] = field(default_factory=dict)


@dataclass
class Sheet:
    """A sheet in the making: openpyxl's part of it, and its rows as they will be stored.

    The first ``repeated`` columns are printed on every page; ``breaks`` are the columns after
    which a page ends, for tables whose bands have a page each. ``tail`` has rows that come after
    the others; they are asked for while the file is written, and never all in memory.
    """

    book: Book
    worksheet: Any
    rows: list[str] = field(default_factory=list)
    tail: Iterable[str] = ()
    widths: list[float] = field(default_factory=list)
    repeated: int = 0
    breaks: Sequence[int] = ()


def new_book(title: str, created: dt.datetime, footer: str) -> Book:
    """An empty workbook."""
    workbook = Workbook(write_only=True)
    workbook.properties.title = clean(title)
    workbook.properties.creator = "runner"
    workbook.calculation.fullCalcOnLoad = False
    workbook.properties.created = created.astimezone(dt.UTC).replace(tzinfo=None)
    return Book(workbook, clean(footer))


def add_sheet(book: Book, name: str) -> Sheet:
    """An empty sheet after those that the book has, under a name that Excel accepts."""
    taken = [sheet.worksheet.title for sheet in book.sheets]
    sheet = Sheet(book, book.workbook.create_sheet(safe_name(name, taken)))
    sheet.worksheet.sheet_view.showGridLines = False
    book.sheets.append(sheet)
    return sheet


def safe_name(name: str, taken: Iterable[str] = ()) -> str:
    """A sheet name from any text: 31 characters, none of ``[]:*?/\\``, unlike those taken."""
    plain = re.sub(r"[\[\]:*?/\\\n\t]", " ", clean(name))[:31].strip(" '") or "Sheet"
    known = {text.casefold() for text in taken} | {"history"}
    numbered = (f"{plain[:26]} {number}" for number in range(2, 10_000))
    return next(text for text in chain([plain], numbered) if text.casefold() not in known)


def write_lines(sheet: Sheet, *lines: str, tone: str = "note") -> None:
    """Write texts outside of tables, a row each; they run on over the columns beside them."""
    for line in lines:
        _write_row(sheet, [Cell(line, "line", tone)], height=max(15, 1.5 * TONES[tone].size))


def write_pair(
    sheet: Sheet, key: str, text: str, column: int = 1, key_format: str = "line"
) -> None:
    """Write a name and, some columns on, what it stands for, in as many rows as that needs."""
    lines = [part for line in clean(text).split("\n") for part in textwrap.wrap(line, LINE)]
    for index, line in enumerate(lines or [DASH]):
        name = Cell("" if index else key, key_format, "key")
        gap = [Cell("", "line", "note")] * (column - 1)
        _write_row(sheet, [name, *gap, Cell(line, "line", "note")])


def write_table(
    sheet: Sheet, columns: Sequence[Column], rows: Sequence[Sequence[Any]], frozen: int = 0
) -> range:
    """Write the sheet's table: its header and ``frozen`` columns stay in sight and in print.

    It can be filtered. Returns the numbers of its rows.
    """
    top = len(sheet.rows) + 1
    numbers = write_block(sheet, columns, rows)
    header, right = numbers.start - 1, get_column_letter(len(columns))
    worksheet = sheet.worksheet
    worksheet.auto_filter.ref = f"A{header}:{right}{numbers.stop - 1}"
    worksheet.freeze_panes = f"{get_column_letter(frozen + 1)}{numbers.start}"
    worksheet.print_title_rows = f"{top}:{header}"
    sheet.repeated = frozen
    if frozen:
        worksheet.print_title_cols = f"A:{get_column_letter(frozen)}"
    return numbers


def write_block(sheet: Sheet, columns: Sequence[Column], rows: Sequence[Sequence[Any]]) -> range:
    """Write a header and rows, as wide as their values need; returns the numbers of the rows."""
    widths = [_width(column, [row[index] for row in rows]) for index, column in enumerate(columns)]
    sheet.widths = [max(pair) for pair in zip_longest(sheet.widths, widths, fillvalue=0.0)]
    if any(column.band for column in columns):
        _write_bands(sheet, columns)
    titles = [_title(column) for column in columns]
    _write_row(sheet, titles, height=_height(titles, widths) + 6)
    first = len(sheet.rows) + 1
    for row in rows:
        cells = [_cell(*pair) for pair in zip(columns, row, strict=True)]
        _write_row(sheet, cells, _height(cells, sheet.widths))
    return range(first, len(sheet.rows) + 1)


def shade_changes(sheet: Sheet, column: int, rows: range) -> None:
    """Shade relative changes, from blue (25 % less) over white to orange (25 % more)."""
    colours = {
        "start_type": "num", "start_value": -0.25, "start_color": "8DB9DD",
        "mid_type": "num", "mid_value": 0, "mid_color": "FFFFFF",
        "end_type": "num", "end_value": 0.25, "end_color": "F5B068",
    }  # fmt: skip
    letter = get_column_letter(column + 1)
    area = f"{letter}{rows.start}:{letter}{rows.stop - 1}"
    sheet.worksheet.conditional_formatting.add(area, ColorScaleRule(**colours))


def save(book: Book, target: Path) -> None:
    """Write the workbook in one step: who opens it sees the old one or the whole new one.

    Raises OutputError when the file cannot be written.
    """
    for sheet in book.sheets:
        set_up_pages(sheet)
    skeleton = io.BytesIO()
    try:
        book.workbook.save(skeleton)
        with tempfile.TemporaryDirectory(prefix=".workbook_", dir=target.parent) as folder:
            unfinished = Path(folder) / target.name
            _fill(skeleton, book, unfinished)
            unfinished.replace(target)
    except OSError as error:
        raise OutputError(
            f"{target}: the workbook cannot be written: {error.strerror or error}. "
            "Its folder must be one in which you may create files, with space left. "
            "Free some or name another folder."
        ) from error


def _fill(skeleton: io.BytesIO, book: Book, target: Path) -> None:
    """Copy a workbook without cells, putting the rows of each sheet in their place."""
    sheets = {sheet.worksheet.path.lstrip("/"): sheet for sheet in book.sheets}
    with (
        zipfile.ZipFile(skeleton) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=COMPRESSION) as copy,
    ):
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename not in sheets:
                copy.writestr(entry.filename, content)
                continue
            before, after = _NO_ROWS.split(content)
            sheet = sheets[entry.filename]
            with copy.open(entry.filename, "w", force_zip64=True) as file:
                file.write(before + "".join(["<sheetData>", *sheet.rows]).encode())
                for rows in sheet.tail:
                    file.write(rows.encode())
                file.write(b"</sheetData>" + after)


def _title(column: Column) -> Cell:
    # A year as a number: Excel marks a text of digits as a mistake.
    title = int(column.title) if column.title.isdecimal() else column.title
    mark = "_projected" if column.projected else ""
    return Cell(title, f"title_{FORMATS[column.format].horizontal}{mark}", "header")


def _write_bands(sheet: Sheet, columns: Sequence[Column]) -> None:
    """Write the titles above the header, each centred over its columns."""
    cells = []
    for band, members in groupby(column.band for column in columns):
        cells += [Cell(band, "band", "band"), *[Cell("", "band", "band") for _ in members][1:]]
    _write_row(sheet, cells, height=18)


def _cell(column: Column, value: Any) -> Cell:
    return value if isinstance(value, Cell) else Cell(value, column.format)


def _width(column: Column, values: Iterable[Any]) -> float:
    """What the column's values and the longest word of its title need, in characters."""
    needed = max((_length(_cell(column, value)) for value in values), default=0) + 2.0
    wraps = FORMATS[column.format].wraps
    word = max(map(len, column.title.split())) + 1.0
    return max(word, min(needed, column.width) if wraps else max(needed, column.width))


def _length(cell: Cell) -> int:
    if cell.value is None or isinstance(cell.value, str):
        return len(cell.value or DASH)
    return len(format(cell.value, FORMATS[cell.format].python))


def _height(cells: Sequence[Cell], widths: Sequence[float]) -> float:
    """The points that a row needs for its texts that wrap: not every reader of files fits rows."""
    lines = (
        _lines(cell.value, int(width * LETTERS))
        for cell, width in zip(cells, widths, strict=False)
        if isinstance(cell.value, str) and len(cell.value) >= width and FORMATS[cell.format].wraps
    )
    return min(MAX_HEIGHT, 2 + 13 * max(lines, default=1))


@lru_cache(maxsize=10_000)
def _lines(text: str, width: int) -> int:
    return sum(len(textwrap.wrap(line, width)) or 1 for line in text.split("\n"))


def _write_row(sheet: Sheet, cells: Sequence[Cell], height: float = 15) -> None:
    number = len(sheet.rows) + 1
    attributes = f' ht="{height:g}" customHeight="1"' if height != 15 else ""
    xml = [
        cell_xml(f"{letter}{number}", cell.value, style_number(sheet, cell.format, cell.tone))
        for letter, cell in zip(letters(len(cells)), cells, strict=True)
    ]
    sheet.rows.append(f'<row r="{number}"{attributes}>{"".join(xml)}</row>')


def style_number(sheet: Sheet, format_name: str, tone_name: str) -> int:
    """The number of a style in the workbook; one is made when it is first asked for."""
    styles = sheet.book.styles
    if (format_name, tone_name) not in styles:
        cell = styled(sheet.worksheet, FORMATS[format_name], TONES[tone_name])
        styles[format_name, tone_name] = cell.style_id
    return styles[format_name, tone_name]
