"""Workbooks: the only module that knows formats, styles and how cells are written.

openpyxl makes the workbook and its styles; the rows are rendered here and put into the
finished file, many times faster than through its cell objects. Every text becomes an inline
string, so that nothing that a user wrote can ever be a formula.
"""

from __future__ import annotations

import datetime as dt
import io
import math
import re
import tempfile
import textwrap
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, groupby, pairwise, zip_longest
from pathlib import Path
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.formatting.rule import ColorScaleRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from runner.errors import OutputError

DASH = "\N{EN DASH}"
"""What a cell without a value shows."""
MAX_ROWS = 1_048_576
MAX_CHARACTERS = 16_000
"""Excel ends a text at 32,767 UTF-16 units, of which a character takes up to two."""
PAGE_WIDTH = 270
"""Characters across a landscape page at about half size, the smallest that can be read."""
MAX_HEIGHT = 409
"""Excel's highest row, in points."""
LETTERS = 1.1
"""Letters of a text in the width of one of its column's characters, which are larger digits."""
LINE = 200
"""Characters in a line of running text."""
COMPRESSION = 1
"""Of the file: level 1 takes a third of the time of level 4, and a quarter more space."""

_ILLEGAL = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_NO_ROWS = re.compile(rb"<sheetData\s*/>|<sheetData></sheetData>")


class Format(NamedTuple):
    """How a kind of value looks: in Excel, in Python (to measure it), and where in its cell."""

    excel: str = "General"
    python: str = ""
    horizontal: str = "right"
    wraps: bool = False


FORMATS = {
    "text": Format(horizontal="left", wraps=True),
    "line": Format(horizontal="left"),
    "title_left": Format("0", horizontal="left", wraps=True),
    "title_center": Format("0", horizontal="center", wraps=True),
    "title_right": Format("0", wraps=True),
    "band": Format(horizontal="centerContinuous"),
    "title_left_projected": Format('0"*"', horizontal="left", wraps=True),
    "title_center_projected": Format('0"*"', horizontal="center", wraps=True),
    "title_right_projected": Format('0"*"', wraps=True),
    "year": Format("0", "d", "left"),
    "projected_year": Format('0"*"', "d", "left"),
    "number": Format("0", "d", "center"),
    "count": Format("#,##0", ",d"),
    "flag": Format('"yes";;"no"', "d", "center"),
    "date": Format("yyyy-mm-dd", "%Y-%m-%d", "left"),
    "time": Format("yyyy-mm-dd hh:mm", "%Y-%m-%d %H:%M", "left"),
    "people": Format("#,##0", ",.0f"),
    "people_change": Format("+#,##0.0;-#,##0.0;0", "+,.1f"),
    "people_error": Format("#,##0.0", ",.1f"),
    "dollars": Format("#,##0", ",.0f"),
    "dollars_change": Format("+#,##0;-#,##0;0", "+,.0f"),
    "dollars_error": Format("#,##0", ",.0f"),
    "cents": Format("#,##0.00", ",.2f"),
    "decimal": Format("#,##0.0", ",.1f"),
    "rate": Format("0.0%", ",.1%"),
    "rate_change": Format("+0.00%;-0.00%;0.00%", "+,.2%"),
    "rate_error": Format("0.000%", ",.3%"),
    "fine_rate": Format("0.00%", ",.2%"),
    "growth": Format("+0.0%;-0.0%;0.0%", "+,.1%"),
    "share": Format("0%", ",.0%"),
}


class Tone(NamedTuple):
    """What a cell says besides its value; colour-blind readers can tell the colours apart."""

    ink: str = "1F2933"
    fill: str | None = None
    bold: bool = False
    italic: bool = False
    size: float = 10
    rule: str = "bottom"


TONES = {
    "plain": Tone(),
    "first": Tone(fill="E4EAF1", bold=True),
    "better": Tone(ink="004D3B", fill="CBE9DF"),
    "worse": Tone(ink="6B4300", fill="FFE6B8"),
    "much_worse": Tone(ink="7A1600", fill="F8BBA6", bold=True),
    "unsure": Tone(ink="7B8794", italic=True),
    "top": Tone(bold=True, size=15, rule=""),
    "heading": Tone(bold=True, size=11, rule=""),
    "note": Tone(ink="52606D", rule=""),
    "key": Tone(bold=True, rule=""),
    "lead": Tone(bold=True),
    "faint": Tone(ink="7B8794"),
    "header": Tone(ink="FFFFFF", fill="243B53", bold=True, rule="left"),
    "band": Tone(ink="FFFFFF", fill="486581", bold=True, rule=""),
}


class Cell(NamedTuple):
    """A value that looks otherwise than its column does."""

    value: Any
    format: str
    tone: str = "plain"


class Column(NamedTuple):
    """A column of a table; neighbours with the same band share a title above them.

    ``width`` is in characters: the most for texts, which wrap, the least for numbers. A year
    whose limits are projected is marked in its title.
    """

    title: str
    format: str = "text"
    width: float = 10
    band: str = ""
    projected: bool = False


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


def clean(text: str) -> str:
    """The text without what XML cannot hold, and no longer than a cell can be."""
    text = _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text if len(text) <= MAX_CHARACTERS else text[: MAX_CHARACTERS - 1] + "…"


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
        _set_up_pages(sheet)
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


def _set_up_pages(sheet: Sheet) -> None:
    """Landscape, as many pages across as keep the text legible, page numbers at the foot."""
    worksheet = sheet.worksheet
    for number, width in enumerate(sheet.widths, start=1):
        worksheet.column_dimensions[get_column_letter(number)].width = width
    worksheet.page_setup.orientation = "landscape"
    worksheet.page_setup.paperSize = Worksheet.PAPERSIZE_LETTER
    _fit(sheet)
    margins = worksheet.page_margins
    margins.left = margins.right = 0.4
    margins.top, margins.bottom, margins.footer = 0.5, 0.6, 0.3
    worksheet.oddFooter.left.text = sheet.book.footer[:80].replace("&", "&&")
    worksheet.oddFooter.center.text = "&A"
    worksheet.oddFooter.right.text = "Page &P of &N"


def _fit(sheet: Sheet) -> None:
    """Make pages as wide as they can be read: readers that fit pages ignore breaks."""
    worksheet = sheet.worksheet
    worksheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=not sheet.breaks)
    if not sheet.breaks:
        across = sum(sheet.widths[sheet.repeated :]) / PAGE_WIDTH
        worksheet.page_setup.fitToWidth = max(1, math.ceil(across))
        worksheet.page_setup.fitToHeight = 0
        return
    repeated = sum(sheet.widths[: sheet.repeated])
    ends = [sheet.repeated, *sheet.breaks, len(sheet.widths)]
    widest = max(sum(sheet.widths[start:end]) for start, end in pairwise(ends))
    worksheet.page_setup.scale = max(25, min(100, int(45 * PAGE_WIDTH / (repeated + widest))))
    for column in sheet.breaks:
        worksheet.col_breaks.append(Break(id=column))


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
        _cell_xml(f"{letter}{number}", cell.value, style_number(sheet, cell.format, cell.tone))
        for letter, cell in zip(_letters(len(cells)), cells, strict=True)
    ]
    sheet.rows.append(f'<row r="{number}"{attributes}>{"".join(xml)}</row>')


@lru_cache
def _letters(count: int) -> tuple[str, ...]:
    return tuple(get_column_letter(number) for number in range(1, count + 1))


def _cell_xml(reference: str, value: Any, style: int) -> str:
    start = f'<c r="{reference}" s="{style}"'
    if isinstance(value, dt.date):
        value = to_excel(value)
    if isinstance(value, bool):
        return f'{start} t="b"><v>{value:d}</v></c>'
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        value = DASH
    if isinstance(value, str):
        return f'{start} t="inlineStr">{_text_xml(value)}</c>' if value else f"{start}/>"
    return f"{start}><v>{value}</v></c>"


@lru_cache(maxsize=10_000)
def _text_xml(text: str) -> str:
    """The text as an inline string, its spaces and line breaks kept."""
    kept = escape(_LOOKS_ESCAPED.sub("_x005F_", clean(text)))
    return f'<is><t xml:space="preserve">{kept}</t></is>'


def style_number(sheet: Sheet, format_name: str, tone_name: str) -> int:
    """The number of a style in the workbook; one is made when it is first asked for."""
    styles = sheet.book.styles
    if (format_name, tone_name) not in styles:
        cell = _styled(sheet.worksheet, FORMATS[format_name], TONES[tone_name])
        styles[format_name, tone_name] = cell.style_id
    return styles[format_name, tone_name]


def _styled(worksheet: Any, look: Format, tone: Tone) -> Any:
    """A cell of openpyxl with that look; ``quotePrefix`` keeps a text a text when it is edited."""
    cell = WriteOnlyCell(worksheet)
    cell.number_format = look.excel
    cell.alignment = Alignment(
        horizontal=look.horizontal,
        vertical="center" if tone.fill and tone.rule != "bottom" else "top",
        wrap_text=look.wraps or None,
    )
    cell.font = Font(
        name="Calibri", size=tone.size, bold=tone.bold, italic=tone.italic, color=tone.ink
    )
    if tone.fill:
        cell.fill = PatternFill("solid", start_color=tone.fill)
    if tone.rule:
        cell.border = Border(**{tone.rule: Side(style="hair", color="9FB3C8")})
    cell.quotePrefix = look.excel == "General"
    return cell
