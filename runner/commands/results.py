"""Commands about what was built: sql, compare, export."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from runner import records, tables
from runner.commands.options import built_ids, detail_rows_option, output_option, record_style
from runner.errors import RequestError

ROWS_SHOWN = 100


@click.command()
@click.argument("query", default="-")
@record_style
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
    stdin = click.get_text_stream("stdin", errors="replace")
    text = stdin.read() if query == "-" else query
    shown = ROWS_SHOWN if limit is None and style == "table" else limit or None
    with reading(output, alone=True) as connection:
        names, rows = rows_of(ask(connection, text))
        records.print_first(names, rows, style, shown)


@click.command()
@click.argument("scenario_id", metavar="A", shell_complete=built_ids)
@click.argument("baseline_id", metavar="[B]", required=False, shell_complete=built_ids)
@click.option(
    "--metric",
    "metrics",
    default=None,
    help="Metrics to show, with commas, or all.  [default: the key ones]",
)
@click.option(
    "--years",
    default=None,
    help="Years to show, e.g. 2028 or 2026-2028,2030, or all.  [default: the last and all summed]",
)
@record_style
@output_option
def compare(
    scenario_id: str,
    baseline_id: str | None,
    metrics: str | None,
    years: str | None,
    style: str,
    output: Path,
) -> None:
    """Print how built scenario A differs from B, or from its baseline.

    Differences are taken replicate by replicate, as in fct_scenario_deltas.
    """
    from runner.outputs import differences as shown
    from runner.warehouse import differences
    from runner.warehouse.reading import reading

    with reading(output) as connection:
        found = differences.compare(connection, scenario_id, baseline_id)
    wanted = shown.KEY_METRICS if metrics is None else _listed(metrics)
    rows = differences.chosen(found.rows, wanted, years)
    if style != "table":
        records.print_records(list(rows[0]), [list(row.values()) for row in rows], style)
        return
    header, *lines = shown.table(found.scenario, found.baseline, rows)
    tables.print_table(header, lines, right=range(2, len(header)))
    click.echo("\n".join(shown.notes(found.scenario, found.baseline, rows)), err=True)


@click.command()
@click.option(
    "--what",
    default="all",
    show_default=True,
    help="comparison, report, databases, workforce, events, contributions or marts, with commas.",
)
@click.option(
    "--scenarios",
    default="all",
    show_default=True,
    help="Of which scenarios: all, ids, patterns such as 's1_*' and tag:NAME, with commas.",
)
@click.option(
    "--format",
    "style",
    type=click.Choice(["xlsx", "html", "csv", "parquet", "duckdb"]),
    help="Form of the files.  [default: what a build writes; csv for marts]",
)
@click.option(
    "--to",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder to write to.  [default: exports in the folder of the results]",
)
@click.option("--force", is_flag=True, help="Replace files that are there already.")
@detail_rows_option
@output_option
def export(style: str | None, **options: Any) -> None:
    """Write files from the published database again, without a build.

    The paths of the files go to stdout. CSV files hold all texts as they are: open the workbooks
    in Excel instead, where no text can be a formula.
    """
    from runner.build.export_again import ExportRequest, export_again

    for path in export_again(ExportRequest(format=style, **options)):
        click.echo(path)


def _listed(text: str) -> list[str] | None:
    """The parts of a list with commas; None for all."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    return None if parts == ["all"] else parts
