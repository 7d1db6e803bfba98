"""What `runner census check` prints: a file's columns, its people, and what is wrong with it."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from itertools import zip_longest
from typing import Any, Protocol

from runner.errors import printable

_BARS = " ▁▂▃▄▅▆▇█"
_EXAMPLES = 4
_LONGEST = 24


class Field(Protocol):
    """A field of the employees, as `runner.warehouse.census_profile` describes it."""

    name: str
    given: int
    missing: int
    distinct: int
    lowest: Any
    median: Any
    highest: Any
    bins: tuple[int, ...]
    values: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Checked:
    """A census file as checked.

    ``columns`` has our name, theirs and how it was found; ``outcomes`` the rows by what became of
    them.
    """

    path: str
    as_of: dt.date
    columns: Sequence[tuple[str, str, str]]
    unused: Sequence[str]
    outcomes: Mapping[str, int]
    fields: Sequence[Any]
    issues: Sequence[Any]
    left_out: Sequence[Any]


def as_json(checked: Checked) -> str:
    """All of it, with every row that has a problem or is left out."""
    content = {
        "path": checked.path,
        "as_of": checked.as_of,
        "rows": sum(checked.outcomes.values()),
        "outcomes": dict(checked.outcomes),
        "columns": [
            {"name": name, "theirs": theirs, "found_by": found_by}
            for name, theirs, found_by in checked.columns
        ],
        "unused": list(checked.unused),
        "fields": [asdict(field) for field in checked.fields],
        "issues": [asdict(issue) for issue in checked.issues],
        "left_out": [asdict(row) for row in checked.left_out],
    }
    return json.dumps(content, indent=2, default=_plain) + "\n"


def as_csv(checked: Checked) -> str:
    """Every problem, one a line."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("row_number", "line", "field", "value", "problem", "action"))
    for issue in checked.issues:
        writer.writerow(asdict(issue).values())
    return out.getvalue()


def as_text(checked: Checked) -> str:
    """For people: the first rows of each kind of problem."""
    rows = sum(checked.outcomes.values())
    outcomes = [(name, f"{count:,}") for name, count in checked.outcomes.items()]
    unused = ", ".join(map(_cell, checked.unused))
    parts = [
        [f"{printable(checked.path)}, as of {checked.as_of}: {rows:,} rows"],
        _table(("outcome", "rows"), outcomes, right=(1,)),
        _table(("our column", "their column", "found by"), checked.columns),
        [f"not used: {unused}"] if unused else [],
        _table(
            ("employees", "given", "missing", "lowest", "median", "highest", "distribution"),
            [_field_row(field) for field in checked.fields],
            right=(1, 2, 3, 4, 5),
        ),
        _table(("rows", "field", "problem", "action", "first lines"), list(_kinds(checked)), (0,)),
    ]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def _field_row(field: Field) -> tuple[str, ...]:
    counts = (field.name, f"{field.given:,}", f"{field.missing:,}")
    if field.lowest is not None:
        ends = (field.lowest, field.median, field.highest)
        return (*counts, *map(_amount, ends), _histogram(field.bins))
    frequent = ", ".join(f"{_cell(value)} {count:,}" for value, count in field.values)
    return (*counts, "", "", "", f"{field.distinct:,} different" + f": {frequent}" * bool(frequent))


def _kinds(checked: Checked) -> Iterator[tuple[str, ...]]:
    """Each kind of problem with its rows, those of the file and of many rows first."""
    kinds: dict[tuple[str, str, str], list[Any]] = {}
    for issue in checked.issues:
        kinds.setdefault((issue.field, issue.problem, issue.action), []).append(issue)
    for (field, problem, action), found in kinds.items():
        first = found[0]
        if first.row_number is not None:
            yield f"{len(found):,}", field, problem, action, _examples(found)
        elif field == "(file)":
            yield "", field, problem, action, _cell(first.value or "")
        else:
            yield f"{int(first.value):,}", field, problem, action, ""


def _examples(found: Sequence[Any]) -> str:
    shown = [
        f"{issue.line or issue.row_number}" + (f" {_cell(issue.value)!r}" if issue.value else "")
        for issue in found[:_EXAMPLES]
    ]
    return ", ".join(shown) + (", …" if len(found) > _EXAMPLES else "")


def _histogram(bins: Sequence[int]) -> str:
    most = max(bins, default=0)
    # The smallest bar is for anything above nothing.
    return "".join(_BARS[-(-count * (len(_BARS) - 1) // most)] for count in bins) if most else ""


def _amount(value: Any) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        # Pay in whole dollars; of what is small, as hours and rates are, every digit counts.
        return f"{value.normalize():,f}" if value < 1000 else f"{value:,.0f}"
    return f"{value:,}"


def _cell(text: str) -> str:
    shown = printable(text)
    return shown if len(shown) <= _LONGEST else f"{shown[: _LONGEST - 1]}…"


def _table(
    header: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int] = ()
) -> list[str]:
    """Lines of columns under their names, two blanks apart; none without rows."""
    if not rows:
        return []
    lines = [header, *([printable(cell) for cell in row] for row in rows)]
    widths = [max(map(len, column)) for column in zip_longest(*lines, fillvalue="")]
    return [
        "  ".join(
            cell.rjust(width) if number in right else cell.ljust(width)
            for number, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    ]


def _plain(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else str(value)
