"""Tables and records on stdout: drawn on a terminal, else as other programs can cut them."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from runner.errors import printable

if TYPE_CHECKING:
    from runner.scenarios.explain import Answer

STYLES = ("table", "json", "yaml")


def print_answer(answer: Answer, style: str) -> None:
    """Print a table in one of the styles."""
    if style == "json":
        click.echo(json.dumps(answer.records, indent=2))
    elif style == "yaml":
        from runner.scenarios.files import dump

        click.echo(dump(answer.records), nl=False)
    else:
        print_table(answer.header, answer.rows)


def print_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table: drawn on a terminal, else in columns that other programs can cut."""
    lines = [header, *([printable(cell) for cell in row] for row in rows)]
    if sys.stdout.isatty():
        _draw_table(lines)
        return
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        click.echo("  ".join(cells).rstrip())


def _draw_table(lines: Sequence[Sequence[str]]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*lines[0], box=box.SIMPLE_HEAD)
    for line in lines[1:]:
        table.add_row(*map(Text, line))
    Console().print(table)
