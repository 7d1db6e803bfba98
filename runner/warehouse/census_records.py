"""From the records of a file, a clean copy of the columns that are ours.

A record is a list of texts, one for each field, and comes with the line in which it begins. Where
the names of the columns stand is found out here: reports have titles above them.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import itemgetter
from typing import Any, NamedTuple, TextIO

from runner.warehouse.census_names import likeness
from runner.warehouse.census_source import (
    DELIMITERS,
    CensusSource,
    Remark,
    bare,
    columns_taken,
    no_rows,
)

Record = tuple[int, list[str]]

SEARCHED = 40
"""Records in which the names of the columns are looked for."""

NAMES_AGAIN = "names of columns again"

_FOOTING = re.compile(r"\W*(((grand|sub)[ -]?)?totals?|sum|count|average|notes?)\b", re.IGNORECASE)
"""How a line under the table begins that is nobody's, whatever else is in it."""

_DATE = re.compile(
    r"(\d{1,4}([-/.])\d{1,2}\2\d{1,4}|\d{1,2}[- ]?[a-z]{3,9}\.?[- ,]*\d{2,4}"
    r"|[a-z]{3,9}\.? ?\d{1,2},? ?\d{4}|\d{8})([ T]\d{1,2}:\d{2}.*)?",
    re.IGNORECASE,
)
_AMOUNT = re.compile(r"([A-Z]{3}|[$\N{EURO SIGN}\N{POUND SIGN}])?\s*\d[\d.,' ]*([A-Z]{3})?")
"""What may be a whole field of a person's line: any date and any amount, right or wrong."""


class UnreadRow(NamedTuple):
    """A record that is no row: its number among the records, its first line, and why."""

    row_number: int
    line: int
    problem: str


@dataclass(frozen=True)
class Header:
    """The names of the columns as the file has them, their line, and the records above them."""

    line: int
    titles: list[str]
    above: int


@dataclass(frozen=True)
class Copied:
    """What was copied: our names of the columns, the records left out, what was noticed."""

    names: list[str]
    unread: list[UnreadRow]
    remarks: list[Remark]


def copy_records(
    records: Iterable[Record], source: CensusSource, out: TextIO, *, may_be_long: bool
) -> Copied:
    """Write the columns that are ours to a regular CSV file without header.

    Before them stand the row's number, from 1 in the order of the file and blank lines aside, its
    line, and a remark: the first text of a row that has no hire date. ``may_be_long`` says that
    fields beyond the header's are outside the table, and not a field cut in two. Raises
    CensusError.
    """
    header, below = find_header(records, source)
    taken = columns_taken(header.titles, source)
    unread: list[UnreadRow] = []
    rows = _rows(below, header.titles, taken, unread, may_be_long=may_be_long)
    # The writer quotes a field for the line ends that it writes itself: both must be among them.
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return Copied([*taken, "remark"], unread, list(_remarks(header)))


def find_header(records: Iterable[Record], source: CensusSource) -> tuple[Header, Iterator[Record]]:
    """The record with the names of the columns, and the records below it.

    It is the one that names most of what a census has; without any such, the first with text.
    """
    records = iter(records)
    top: list[Record] = []
    for line, record in records:
        if top or any(map(bare, record)):
            top.append((line, record))
        if len(top) == SEARCHED:
            break
    if not top:
        raise no_rows(source, "no text")
    scores = [likeness(record, source) for _, record in top]
    best = max(range(len(top)), key=lambda number: scores[number])
    best = best if scores[best][1] > 1 else 0
    line, titles = top[best]
    above = sum(any(map(bare, record)) for _, record in top[:best])
    return Header(line, titles, above), chain(top[best + 1 :], records)


def _remarks(header: Header) -> Iterator[Remark]:
    if header.above:
        yield Remark(
            header.line, str(header.above), "lines above the names of columns", "lines left out"
        )


def _rows(
    records: Iterable[Record],
    titles: Sequence[str],
    taken: dict[str, int],
    unread: list[UnreadRow],
    *,
    may_be_long: bool,
) -> Iterator[tuple[Any, ...]]:
    """Our fields of each record; what is no row goes to ``unread``.

    A short record lacks its last, blank fields: some spreadsheets do not write them. In a long one
    an unquoted separator may have moved the others, even if the last is blank.
    """
    width, hired, number = len(titles), taken["hire_date"], 0
    paid = [taken[name] for name in ("annual_pay", "hourly_pay") if name in taken]
    chosen = _chooser(list(taken.values()))
    for line, record in records:
        if not record:
            continue
        number += 1
        problem = "" if may_be_long else _misfit(record, width, hired, paid)
        if problem:
            unread.append(UnreadRow(number, line, problem))
            continue
        if len(record) < width:
            record = record + [""] * (width - len(record))
        if bare(record[hired]):
            if record[hired] == titles[hired] and record[:width] == titles:
                unread.append(UnreadRow(number, line, NAMES_AGAIN))
            else:
                yield number, line, *chosen(record), ""
        else:
            yield number, line, *chosen(record), next(filter(bare, record), "")


def _misfit(record: list[str], width: int, hired: int, paid: Sequence[int]) -> str:
    """Why a record cannot be a row of so many fields; nothing if it can."""
    if len(record) > width and any(map(bare, record)):
        return f"{len(record)} fields instead of {width}"
    if len(record) == 1 < width and not _FOOTING.match(record[0]):
        # A person's line of another export or between quotes: a remark may have as many commas,
        # but no date and no amount where the others have them.
        for delimiter in DELIMITERS:
            fields = [bare(field) for field in record[0].split(delimiter)]
            if (
                len(fields) == width
                and _DATE.fullmatch(fields[hired])
                and any(_AMOUNT.fullmatch(fields[place]) for place in paid)
            ):
                return f"one field instead of {width}: {delimiter!r} does not separate it"
    return ""


def _chooser(places: list[int]) -> Any:
    """A function that takes the fields at these places; there are at least two."""
    return itemgetter(*places)
