"""The command that says what is built."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from runner.commands.options import detail_option, scenarios_dir_option
from runner.tables import print_table

if TYPE_CHECKING:
    from runner.build.status import Status

HEADER = ("scenario", "state", "built", "rows", "seconds")


@click.command()
@scenarios_dir_option
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    default=Path("batch_outputs"),
    show_default=True,
    help="Folder of the results.",
)
@detail_option
@click.option("--why", is_flag=True, help="Say what changed, or what went wrong.")
@click.option(
    "--format",
    "style",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="Form of the output.",
)
def status(scenarios_dir: Path, output: Path, detail: str, why: bool, style: str) -> None:
    """Show which scenarios are built and up to date, and why not."""
    from runner.build.status import status as status_of

    found = status_of(scenarios_dir, output, has_all_people=detail == "all")
    if style == "json":
        click.echo(json.dumps([_record(each) for each in found], indent=2))
        return
    now = dt.datetime.now(dt.UTC)
    header = (*HEADER, "why") if why else HEADER
    print_table(header, [row for each in found for row in _rows(each, now, why=why)])


def _rows(each: Status, now: dt.datetime, *, why: bool) -> list[list[str]]:
    """The scenario's row, and one for each further reason."""
    from runner.build.status import age

    row = [
        each.scenario_id,
        each.state,
        age(each.built_at, now) if each.built_at else "",
        "" if each.rows is None else f"{each.rows:,}",
        "" if each.seconds is None else f"{each.seconds:,.1f}",
    ]
    if not why:
        return [row]
    first, *others = each.why or ("",)
    return [[*row, first], *([*[""] * len(row), other] for other in others)]


def _record(each: Status) -> dict[str, object]:
    built = each.built_at.isoformat(timespec="seconds") if each.built_at else None
    return {**vars(each), "built_at": built, "why": list(each.why)}
