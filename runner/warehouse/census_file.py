"""Census files: which columns are ours, and a clean copy of what a text file says.

Text goes through Python's strict csv reader before DuckDB gets it: DuckDB's own silently ends at
a quote that is never closed and at a truncated archive, and a person who is lost silently is worse
than two seconds for a million rows.
"""

from __future__ import annotations

import csv
import datetime as dt
import difflib
import gzip
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import TextIOWrapper
from itertools import chain
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple, TextIO

from runner.errors import CensusError
from runner.parameters.catalogue import CENSUS_COLUMNS

SAMPLE = "sample"
REQUIRED = ("hire_date", "annual_pay")
BLANKS = " \t\r\n\N{NO-BREAK SPACE}"

_ENCODINGS = ("utf-8-sig", "cp1252")
_DELIMITERS = ",;\t|"
_TITLES_SHOWN = 30


@dataclass(frozen=True)
class CensusSource:
    """A census as a scenario names it.

    ``path`` is ``sample`` or the file as the user wrote it, relative to ``folder``. ``columns``
    maps our names to theirs where they differ; the parameter catalogue has checked ours.
    ``sample_size`` and ``seed`` belong to the sample only.
    """

    path: str
    as_of: dt.date
    columns: Mapping[str, str] = field(default_factory=dict)
    sample_size: int = 2_000
    seed: int = 0
    folder: Path = Path()

    @property
    def is_sample(self) -> bool:
        """Whether the people are generated."""
        return self.path == SAMPLE

    @property
    def file(self) -> Path:
        """Where the file is."""
        return self.folder / self.path


class UnreadRow(NamedTuple):
    """A record that cannot be read: its number among the records, its first line, and why."""

    row_number: int
    line: int
    problem: str


def copy_clean(source: CensusSource, copy: Path) -> tuple[list[str], list[UnreadRow]]:
    """Write the columns that are ours to a regular CSV file without header, row numbers first.

    Rows are numbered from 1 in the order of the file, blank lines aside. Returns our names of the
    columns written and the rows left out. Raises CensusError.
    """
    for encoding in _encodings(source.file):
        try:
            with (
                TextIOWrapper(_open(source.file), encoding=encoding, newline="") as lines,
                copy.open("w", encoding="utf-8", newline="") as out,
            ):
                return _copy_rows(source, lines, out)
        except UnicodeError:
            continue
        except (EOFError, OSError, zlib.error) as error:
            raise CensusError(
                f"{source.path}: the file cannot be read to its end ({error}). "
                "It must be whole. Copy or export it again."
            ) from error
    raise CensusError(
        f"{source.path}: the file is not text in UTF-8, UTF-16 or Windows-1252. "
        "A census is a CSV (plain or .gz) or a Parquet file. Save it as 'CSV UTF-8'."
    )


def columns_taken(header: Sequence[str], source: CensusSource) -> dict[str, int]:
    """Our name and the position in the file of each column that is used.

    Raises CensusError with all that is wrong with the columns.
    """
    taken, problems = {}, []
    for name in CENSUS_COLUMNS:
        theirs = source.columns.get(name)
        found = _positions(theirs or name, header)
        if len(found) > 1:
            titles = _listed([header[position] for position in found])
            problems.append(f"{len(found)} columns can be {name}: {titles}")
        elif found:
            taken[name] = found[0]
        elif theirs is not None:
            problems.append(_is_absent(name, theirs, header))
        elif name in REQUIRED:
            problems.append(f"there is no column {name}, which a census must have")
    if problems:
        raise CensusError(f"{source.path}: {'; '.join(problems)}. {_remedy(header)}")
    return taken


def no_rows(source: CensusSource, found: str = "no people below its first line") -> CensusError:
    """The error for a file of which nothing can be used."""
    return CensusError(
        f"{source.path}: the file has {found}. One person a line is expected, "
        "a field with a separator in it between quotes. Export it again."
    )


def _open(file: Path) -> Any:
    with file.open("rb") as opened:
        is_compressed = opened.read(2) == b"\x1f\x8b"
    return gzip.open(file) if is_compressed else file.open("rb")


def _encodings(file: Path) -> Sequence[str]:
    """The encodings to try in turn: files without a mark are UTF-8 or come from Windows."""
    try:
        with _open(file) as opened:
            mark = opened.read(2)
    except (EOFError, OSError, zlib.error):
        return _ENCODINGS
    return ("utf-16",) if mark in (b"\xff\xfe", b"\xfe\xff") else _ENCODINGS


def _copy_rows(
    source: CensusSource, lines: Iterator[str], out: TextIO
) -> tuple[list[str], list[UnreadRow]]:
    top = list(_until_text(lines))
    reader = csv.reader(chain(top, lines), delimiter=_delimiter(top), strict=True)
    records = _records(reader, source.path)
    header = next((record for _, record in records if any(map(_text, record))), None)
    if header is None:
        raise no_rows(source, "no text")
    taken = columns_taken(header, source)
    unread: list[UnreadRow] = []
    rows = _rows(records, len(header), itemgetter(*taken.values()), unread)
    # The writer quotes a field for the line ends that it writes itself: both must be among them.
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return list(taken), unread


def _until_text(lines: Iterable[str]) -> Iterator[str]:
    """The first lines, up to and with the first that is not blank."""
    for line in lines:
        yield line
        if _text(line):
            return


def _delimiter(top: Sequence[str]) -> str:
    return max(_DELIMITERS, key=top[-1].count) if top else ","


def _records(reader: Any, path: str) -> Iterator[tuple[int, list[str]]]:
    """Each record with the number of its first line."""
    line = 1
    try:
        for record in reader:
            yield line, record
            line = reader.line_num + 1
    except csv.Error as error:
        raise CensusError(
            f"{path}:{line}: in the record that begins here, quotes do not match ({error}). "
            "A quoted field ends with a quote and a separator; a quote within it is written "
            "twice. Correct the line or export the file again."
        ) from error


def _rows(
    records: Iterable[tuple[int, list[str]]],
    width: int,
    chosen: itemgetter[Any],
    unread: list[UnreadRow],
) -> Iterator[tuple[Any, ...]]:
    """Our fields of each record after its number; records with too many fields go to ``unread``.

    A short record lacks its last, blank fields: some spreadsheets do not write them. In a long one
    an unquoted separator may have moved the others, even if the last is blank.
    """
    number = 0
    for line, record in records:
        number += bool(record)
        if len(record) == width:
            yield number, *chosen(record)
        elif len(record) > width and any(map(_text, record)):
            unread.append(UnreadRow(number, line, f"{len(record)} fields instead of {width}"))
        elif record:
            yield number, *chosen(record + [""] * width)


def _text(text: str) -> str:
    return text.strip(BLANKS)


def _plain(title: str) -> str:
    """A title without what differs only in spelling: case, blanks, hyphens, underscores."""
    return re.sub(r"[\s\-_]+", "_", _text(title).lower())


def _positions(name: str, header: Sequence[str]) -> list[int]:
    """Where a column stands; the exact spelling goes before a similar one."""
    same = [position for position, title in enumerate(header) if title == name]
    plain = _plain(name)
    return same or [position for position, title in enumerate(header) if _plain(title) == plain]


def _is_absent(name: str, theirs: str, header: Sequence[str]) -> str:
    titles = {_plain(title): _text(title) for title in header}
    nearest = difflib.get_close_matches(_plain(theirs), titles, n=1)
    hint = f" (did you mean {titles[nearest[0]]!r}?)" if nearest else ""
    return f"census.columns says {name}: {theirs!r}, but the file has no such column{hint}"


def _remedy(header: Sequence[str]) -> str:
    amounts_or_dates = [title for title in header if re.fullmatch(r"[\d$.,/ -]*\d", _text(title))]
    if len(amounts_or_dates) > 1:
        return (
            f"The first line must name the columns, but reads like data: {_listed(header)}. "
            "Add a line with the names."
        )
    return (
        f"The file has {_listed(header)}. Required are {' and '.join(REQUIRED)}. "
        "Say which is which under census.columns, as 'our name: their name'."
    )


def _listed(titles: Sequence[str]) -> str:
    shown = ", ".join(repr(_text(title)) for title in titles[:_TITLES_SHOWN])
    more = len(titles) - _TITLES_SHOWN
    return f"{shown} and {more} more" if more > 0 else shown
