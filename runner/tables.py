"""Tables and records on stdout: drawn on a terminal, else as other programs can cut them."""

from __future__ import annotations

import json
import sys
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Literal

import click

from runner.errors import printable

if TYPE_CHECKING:
    from runner.scenarios.explain import Answer

STYLES = ("table", "json", "yaml")
PARAMETER, PLACE = "parameter", "set in"
"""The headers of columns that are not broken into lines as long as others can be."""


def print_answer(answer: Answer, style: str) -> None:
    """Print a table in one of the styles."""
    if style == "json":
        click.echo(json.dumps(answer.records, indent=2))
    elif style == "yaml":
        from runner.scenarios.files import dump

        click.echo(dump(answer.records), nl=False)
    else:
        print_table(answer.header, answer.rows)


def print_table(
    header: Sequence[str], rows: Sequence[Sequence[str]], right: Collection[int] = ()
) -> None:
    """Print a table: drawn on a terminal, else in columns that other programs can cut.

    The columns of the indexes ``right`` stand on the right, as numbers do.
    """
    lines = [header, *([printable(cell) for cell in row] for row in rows)]
    if sys.stdout.isatty():
        _draw_table(lines, right)
        return
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        cells = (
            cell.rjust(width) if index in right else cell.ljust(width)
            for index, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        click.echo("  ".join(cells).rstrip())


def _draw_table(lines: Sequence[Sequence[str]], right: Collection[int]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    header, *rows = _stacked(lines) if list(lines[0]).count(PLACE) > 1 else lines
    table = Table(box=box.SIMPLE_HEAD)
    for index, name in enumerate(header):
        # What has to be cut is folded: a line number is at the end.
        side: Literal["left", "right"] = "right" if index in right else "left"
        whole = name in (PARAMETER, PLACE)
        table.add_column(name, overflow="fold", no_wrap=whole, justify=side)
    for row in rows:
        table.add_row(*map(Text, row))
    Console().print(table)


def _stacked(lines: Sequence[Sequence[str]]) -> list[list[str]]:
    """The same with each place beneath its value: side by side, two of each are too wide."""
    header = lines[0]
    values = [index for index, name in enumerate(header) if name != PLACE]
    places = {index - 1: index for index, name in enumerate(header) if name == PLACE}
    rows = [
        [f"{row[i]}\n{row[places[i]]}" if i in places else row[i] for i in values]
        for row in lines[1:]
    ]
    return [[header[i] for i in values], *rows]
