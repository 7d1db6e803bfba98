"""Commands about a census."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from runner.commands.options import scenarios_dir_option
from runner.errors import CensusError, complain


@click.group()
def census() -> None:
    """Look at the file of a payroll before it is simulated."""


@census.command("check")
@click.argument("file")
@click.option(
    "--columns", multiple=True, metavar="OUR=THEIR", help="A column's name in the file; repeatable."
)
@click.option("--scenario", metavar="ID", help="Take the columns, day and sheet of this scenario.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="Day on which the census holds.")
@click.option("--sheet", help="Sheet of a workbook, instead of its first.")
@click.option(
    "--write",
    "target",
    metavar="FILE.yml",
    type=click.Path(path_type=Path),
    help="Write a template with the file, day and columns for scenarios to extend.",
)
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json", "csv"]),
    default="text",
    show_default=True,
    help="A summary, all of it, or all problems.",
)
@scenarios_dir_option
def census_check(style: str, target: Path | None, as_of: Any, **options: Any) -> None:
    """Show which columns FILE has, who is in it, and what is wrong with its rows.

    Columns that are not named are found by what they are called and what is in them.
    """
    from runner.build import checking
    from runner.outputs import census_report

    day = as_of.date() if as_of else None
    found = checking.check(checking.CheckRequest(as_of=day, **options))
    write = {"json": census_report.as_json, "csv": census_report.as_csv}
    click.echo(write.get(style, census_report.as_text)(found.checked), nl=False)
    for hint in found.hints:
        complain(hint, kind="note")
    if found.objection:
        raise CensusError(found.objection)
    if target:
        checking.write_template(found, target, options["scenarios_dir"])
        click.echo(f"Written: {target}. Name it in a scenario: extends: [{target.stem}]", err=True)
