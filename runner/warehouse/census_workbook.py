"""Excel workbooks as records: a sheet read row by row, dates as dates, in little memory."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any, TypeVar

from runner.errors import CensusError
from runner.warehouse.census_records import Record
from runner.warehouse.census_source import KINDS, CensusSource, Remark

T = TypeVar("T")


def with_workbook_records(
    source: CensusSource, use: Callable[[Iterator[Record]], T]
) -> tuple[T, list[Remark]]:
    """What ``use`` makes of the records of a workbook's sheet, and what was noticed.

    Raises CensusError.
    """
    sheet, remarks = _chosen(_sheets(source), source)
    return use(_records(sheet, source)), remarks


def forget_workbook() -> None:
    """Give back the memory of the last workbook, when its rows have been read."""
    _opened.cache_clear()


def _sheets(source: CensusSource) -> list[Any]:
    try:
        found = source.file.stat()
        sheets = _opened(source.file, found.st_size, found.st_mtime_ns).worksheets
    except Exception as error:  # openpyxl lets through whatever its parsers raise
        raise _unreadable(source, error) from error
    if not sheets:
        raise _unreadable(source, ValueError("it has no sheet"))
    return sheets


@lru_cache(maxsize=1)
def _opened(path: Path, _size: int, _modified: int) -> Any:
    """A workbook, opened once as long as it stays as it is: its top and its rows are read apart.

    To open one takes a pass over its texts and, where it does not say its size, over each sheet.
    """
    from openpyxl import load_workbook

    # Values, not formulas: what Excel computed when the workbook was saved.
    return load_workbook(BytesIO(path.read_bytes()), read_only=True, data_only=True)


def _chosen(sheets: list[Any], source: CensusSource) -> tuple[Any, list[Remark]]:
    """The sheet asked for, else the first that is not hidden."""
    if source.sheet is not None:
        found = next((each for each in sheets if each.title == source.sheet), None)
        if found is None:
            titles = ", ".join(repr(each.title) for each in sheets)
            raise CensusError(
                f"{source.path}: the workbook has no sheet {source.sheet!r}. It has {titles}. "
                "Correct census.sheet."
            )
        return found, []
    first, *others = [each for each in sheets if each.sheet_state == "visible"] or sheets
    titles = ", ".join(each.title for each in others)
    more = Remark(None, titles, "more sheets", f"read the first, {first.title}")
    return first, [more] if others else []


def _records(sheet: Any, source: CensusSource) -> Iterator[Record]:
    # Some programs write wrong sizes, by which rows would be cut off.
    sheet.reset_dimensions()
    try:
        for number, row in enumerate(sheet.iter_rows(), start=1):
            record = [_text(cell) for cell in row]
            while record and not record[-1]:
                record.pop()
            yield number, record
    except CensusError:
        raise
    except Exception as error:
        raise _unreadable(source, error) from error


def _unreadable(source: CensusSource, error: Exception) -> CensusError:
    reason = str(error).splitlines()[0] if str(error) else type(error).__name__
    return CensusError(
        f"{source.path}: the file is not an Excel workbook that can be read. "
        f"{KINDS} Save it again as .xlsx or CSV. ({reason})"
    )


def _text(cell: Any) -> str:
    """What a cell shows, without its format: numbers in full, dates year first."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        if -1 <= value <= 1 and "%" in cell.number_format:
            return f"{_number(value * 100)}%"
        return _number(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    return str(value)


def _number(value: float) -> str:
    """A number with the 15 digits that Excel keeps, never with an exponent."""
    if isinstance(value, int):
        return str(value)
    text = format(Decimal(f"{value:.15g}"), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
