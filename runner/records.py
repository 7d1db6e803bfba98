"""Rows of a query on stdout: a table for people, CSV or JSON for programs."""

from __future__ import annotations

import csv
import datetime as dt
import json
import math
import sys
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import islice
from typing import Any

import click

from runner import tables

STYLES = ("table", "csv", "json")


def print_records(names: Sequence[str], rows: Iterable[Sequence[Any]], style: str) -> None:
    """Print rows as they come; a table alone has to know all of them first."""
    if style == "csv":
        write = csv.writer(sys.stdout, lineterminator="\n").writerow
        write(names)
        for row in rows:
            write(["" if value is None else _as_text(value) for value in row])
    elif style == "json":
        _print_json(_told_apart(names), rows)
    else:
        kept = list(rows)
        tables.print_table(
            names, [["" if v is None else _as_text(v) for v in row] for row in kept], _right(kept)
        )


def print_first(
    names: Sequence[str], rows: Iterator[Sequence[Any]], style: str, limit: int | None
) -> None:
    """Print at most so many rows, and say on stderr if there are more."""
    if limit is None:
        print_records(names, rows, style)
        return
    print_records(names, islice(rows, limit), style)
    if next(rows, None) is not None:
        shown = "1 row is" if limit == 1 else f"{limit:,} rows are"
        click.echo(f"The first {shown} shown. See all with --limit 0 or --format csv.", err=True)


def _print_json(names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """An array with a record on each line."""
    before = "[\n  "
    for row in rows:
        record = dict(zip(names, map(_as_json, row), strict=True))
        click.echo(before + json.dumps(record, ensure_ascii=False), nl=False)
        before = ",\n  "
    click.echo("[]" if before.startswith("[") else "\n]")


def _told_apart(names: Sequence[str]) -> list[str]:
    """The names, with a number after those that were there before: a record has each once."""
    known: list[str] = []
    for name in names:
        numbered = (f"{name}_{number}" for number in range(1, len(names) + 1))
        known.append(next(each for each in (name, *numbered) if each not in known))
    return known


def _right(rows: Sequence[Sequence[Any]]) -> set[int]:
    """The columns of numbers, which stand on the right."""
    columns = list(zip(*rows, strict=True))
    return {
        index
        for index, values in enumerate(columns)
        if all(v is None or _is_number(v) for v in values) and any(v is not None for v in values)
    }


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple | dict):
        return json.dumps(_as_json(value), ensure_ascii=False)
    return str(value)


def _as_json(value: Any) -> Any:
    """A value as JSON has it: amounts as numbers, days as text, null for what is no number."""
    if isinstance(value, Decimal):
        value = float(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {str(key): _as_json(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_as_json(each) for each in value]
    if value is None or isinstance(value, bool | int | str):
        return value
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)
