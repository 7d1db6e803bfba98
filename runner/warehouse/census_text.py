"""Text files as records: compression, encoding and delimiter are found out.

Text goes through Python's strict csv reader before DuckDB gets it: DuckDB's own silently ends at
a quote that is never closed and at a truncated archive, and a person who is lost silently is worse
than two seconds for a million rows.
"""

from __future__ import annotations

import csv
import gzip
import zlib
from collections.abc import Callable, Iterator, Sequence
from io import TextIOWrapper
from itertools import chain, islice
from pathlib import Path
from typing import Any, TypeVar

from runner.errors import CensusError
from runner.warehouse.census_names import likeness
from runner.warehouse.census_records import SEARCHED, Record
from runner.warehouse.census_source import DELIMITERS, KINDS, CensusSource, Remark, bare

T = TypeVar("T")

_FALLBACK = "cp1252"
_ENCODINGS = ("utf-8-sig", _FALLBACK)


def with_text_records(
    source: CensusSource, use: Callable[[Iterator[Record]], T]
) -> tuple[T, list[Remark]]:
    """What ``use`` makes of the records of a text file, and what was noticed about its text.

    ``use`` is called anew for each encoding that has to be tried. Raises CensusError.
    """
    for encoding in _encodings(source.file):
        try:
            with TextIOWrapper(_open(source.file), encoding=encoding, newline="") as lines:
                found = use(_records(source, lines))
        except UnicodeError:
            continue
        except (EOFError, OSError, zlib.error) as error:
            raise CensusError(
                f"{source.path}: the file cannot be read to its end ({error}). "
                "It must be whole. Copy or export it again."
            ) from error
        is_guessed = encoding == _FALLBACK
        guess = Remark(None, "Windows-1252", "not UTF-8", "read as Windows-1252")
        return found, [guess] if is_guessed else []
    raise CensusError(
        f"{source.path}: the file is not text in UTF-8, UTF-16 or Windows-1252. "
        f"{KINDS} Save it as 'CSV UTF-8'."
    )


def _open(file: Path) -> Any:
    with file.open("rb") as opened:
        is_compressed = opened.read(2) == b"\x1f\x8b"
    return gzip.open(file) if is_compressed else file.open("rb")


def _encodings(file: Path) -> Sequence[str]:
    """The encodings to try in turn: files without a mark are UTF-8 or come from Windows."""
    try:
        with _open(file) as opened:
            mark = opened.read(4)
    except (EOFError, OSError, zlib.error):
        return _ENCODINGS
    if mark[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return ("utf-16",)
    # Names of columns are letters, of which UTF-16 has every other byte zero.
    if len(mark) == 4 and mark[1] == mark[3] == 0:
        return ("utf-16-le",)
    if len(mark) == 4 and mark[0] == mark[2] == 0:
        return ("utf-16-be",)
    return _ENCODINGS


def _records(source: CensusSource, lines: Iterator[str]) -> Iterator[Record]:
    """Each record with the number of its first line."""
    top = list(islice(lines, SEARCHED))
    delimiter = _delimiter(top, source)
    reader = csv.reader(chain(top, lines), delimiter=delimiter, strict=True)
    line = 1
    try:
        for record in reader:
            yield line, record
            line = reader.line_num + 1
    except csv.Error as error:
        raise CensusError(
            f"{source.path}:{line}: in the record that begins here, quotes do not match ({error}). "
            "A quoted field ends with a quote and a separator; a quote within it is written "
            "twice. Correct the line or export the file again."
        ) from error


def _delimiter(top: Sequence[str], source: CensusSource) -> str:
    """The delimiter with which the names of the columns can be read best."""

    def best(delimiter: str) -> tuple[tuple[bool, int], int]:
        records = [each for each in csv.reader(top, delimiter=delimiter) if any(map(bare, each))]
        scores = ((likeness(record, source), len(record)) for record in records)
        first = len(records[0]) if records else 0
        return max(scores, default=((False, 0), first))

    try:
        found = {delimiter: best(delimiter) for delimiter in DELIMITERS}
    except csv.Error:
        return max(DELIMITERS, key="".join(top).count)
    return max(DELIMITERS, key=lambda delimiter: found[delimiter])
