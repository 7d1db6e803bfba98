"""Commands about what was built: sql."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from runner import records
from runner.commands.options import output_option
from runner.errors import RequestError

ROWS_SHOWN = 100


@click.command()
@click.argument("query", default="-")
@click.option(
    "--format",
    "style",
    type=click.Choice(records.STYLES),
    default="table",
    show_default=True,
    help="Form of the output.",
)
@click.option(
    "--limit",
    type=click.IntRange(0),
    help=f"Most rows to show, 0 for all.  [default: {ROWS_SHOWN} of a table, else all]",
)
@output_option
def sql(query: str, style: str, limit: int | None, output: Path) -> None:
    """Ask the published database in SQL: QUERY, or what is read from stdin.

    'show tables' lists its tables, 'describe fct_plan_years' the columns of one. The database
    is only read, and no other file is.
    """
    from runner.warehouse.reading import ask, reading, rows_of

    if query == "-" and sys.stdin.isatty():
        raise RequestError(
            "there is no query to run. It is an argument or comes from stdin. "
            'Write e.g. runner sql "show tables".'
        )
    text = sys.stdin.read() if query == "-" else query
    shown = ROWS_SHOWN if limit is None and style == "table" else limit or None
    with reading(output, alone=True) as connection:
        names, rows = rows_of(ask(connection, text))
        records.print_first(names, rows, style, shown)
