"""What a census file is asked for: where it is, and which of its columns are ours."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from runner.errors import CensusError
from runner.parameters.catalogue import CENSUS_COLUMNS

SAMPLE = "sample"
BLANKS = " \t\r\n\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{ZERO WIDTH SPACE}"
DELIMITERS = ",;\t|"
KINDS = "A census is a CSV (plain or .gz), a Parquet or an Excel file (.xlsx)."
REQUIRED = "Required are hire_date and annual_pay or hourly_pay."

_TITLES_SHOWN = 30


@dataclass(frozen=True)
class CensusSource:
    """A census as a scenario names it.

    ``path`` is ``sample`` or the file as the user wrote it, relative to ``folder``. ``columns``
    maps our names to theirs where they differ; the parameter catalogue has checked ours. ``sheet``
    is one of a workbook's; ``sample_size`` and ``seed`` belong to the sample only.
    """

    path: str
    as_of: dt.date
    columns: Mapping[str, str] = field(default_factory=dict)
    sample_size: int = 2_000
    seed: int = 0
    folder: Path = Path()
    sheet: str | None = None

    @property
    def is_sample(self) -> bool:
        """Whether the people are generated."""
        return self.path == SAMPLE

    @property
    def file(self) -> Path:
        """Where the file is."""
        return self.folder / self.path


class Remark(NamedTuple):
    """Something about a file as a whole that its reader noticed, and what was done about it."""

    line: int | None
    value: str
    problem: str
    action: str


def columns_taken(header: Sequence[str], source: CensusSource) -> dict[str, int]:
    """Our name and the position in the file of each column that is used.

    Raises CensusError with all that is wrong with the columns.
    """
    taken, problems = {}, []
    for name in CENSUS_COLUMNS:
        theirs = source.columns.get(name)
        found = positions(theirs or name, header)
        if len(found) > 1:
            titles = _listed([header[position] for position in found])
            problems.append(f"{len(found)} columns can be {name}: {titles}")
        elif found:
            taken[name] = found[0]
        elif theirs is not None:
            problems.append(_is_absent(name, theirs, header))
    problems += _missing(taken, source, problems)
    if problems:
        raise CensusError(f"{source.path}: {'; '.join(problems)}. {_remedy(header)}")
    return taken


def positions(name: str, header: Sequence[str]) -> list[int]:
    """Where a column stands; the exact spelling goes before a similar one."""
    same = [position for position, title in enumerate(header) if title == name]
    plain = plain_title(name)
    found = [position for position, title in enumerate(header) if plain_title(title) == plain]
    return same or found


def plain_title(title: str) -> str:
    """A title without what differs only in spelling: case, blanks, hyphens, underscores."""
    return re.sub(r"[\s\-_]+", "_", bare(title).lower())


def bare(text: str) -> str:
    """A text without the blanks around it, non-breaking ones too."""
    return text.strip(BLANKS)


def no_rows(source: CensusSource, found: str = "no people below its first line") -> CensusError:
    """The error for a file of which nothing can be used."""
    return CensusError(
        f"{source.path}: the file has {found}. One person a line is expected, "
        "a field with a separator in it between quotes. Export it again."
    )


def _missing(taken: Mapping[str, int], source: CensusSource, problems: Sequence[str]) -> list[str]:
    """What is required and not there, unless a problem was told about it already."""

    def told(name: str) -> bool:
        return name in source.columns or any(f"can be {name}:" in each for each in problems)

    missing = []
    if "hire_date" not in taken and not told("hire_date"):
        missing.append("there is no column hire_date, which a census must have")
    pays = ("annual_pay", "hourly_pay")
    if not any(name in taken or told(name) for name in pays):
        missing.append("there is no column annual_pay or hourly_pay, of which one must be there")
    return missing


def _is_absent(name: str, theirs: str, header: Sequence[str]) -> str:
    titles = {plain_title(title): bare(title) for title in header}
    nearest = difflib.get_close_matches(plain_title(theirs), titles, n=1)
    hint = f" (did you mean {titles[nearest[0]]!r}?)" if nearest else ""
    return f"census.columns says {name}: {theirs!r}, but the file has no such column{hint}"


def _remedy(header: Sequence[str]) -> str:
    amounts_or_dates = [title for title in header if re.fullmatch(r"[\d$.,/ -]*\d", bare(title))]
    if len(amounts_or_dates) > 1:
        return (
            f"The first line must name the columns, but reads like data: {_listed(header)}. "
            "Add a line with the names."
        )
    return (
        f"The file has {_listed(header)}. {REQUIRED} "
        "Say which is which under census.columns, as 'our name: their name'."
    )


def _listed(titles: Sequence[str]) -> str:
    shown = ", ".join(repr(bare(title)) for title in titles[:_TITLES_SHOWN])
    more = len(titles) - _TITLES_SHOWN
    return f"{shown} and {more} more" if more > 0 else shown
