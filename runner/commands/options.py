"""Options that several commands share, and what they have in common."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from runner import records, tables
from runner.errors import RunnerError
from runner.outputs.facts import DETAIL_ROWS

if TYPE_CHECKING:
    from runner.scenarios.resolve import Resolution

DEFAULT_SCENARIOS = Path("scenarios")
DEFAULT_OUTPUT = Path("batch_outputs")

scenarios_dir_option = click.option(
    "--scenarios-dir",
    type=click.Path(path_type=Path),
    default=DEFAULT_SCENARIOS,
    show_default=True,
    help="Folder of the scenario files.",
)

output_option = click.option(
    "--output",
    type=click.Path(path_type=Path),
    default=DEFAULT_OUTPUT,
    show_default=True,
    help="Folder of the results.",
)

table_style = click.option(
    "--format",
    "style",
    type=click.Choice(tables.STYLES),
    default="table",
    show_default=True,
    help="Form of the output.",
)

page_style = click.option(
    "--format",
    "style",
    type=click.Choice(["table", "json", "markdown"]),
    default="table",
    show_default=True,
    help="Form of the output.",
)

detail_rows_option = click.option(
    "--detail-rows",
    type=click.IntRange(0),
    default=DETAIL_ROWS,
    show_default=True,
    help="Rows of people or events up to which they are in a workbook; more go to Parquet.",
)

detail_option = click.option(
    "--detail",
    type=click.Choice(["first", "all"]),
    default="first",
    show_default=True,
    help="Whose people the database keeps: those of the first replicate, or of all.",
)

record_style = click.option(
    "--format",
    "style",
    type=click.Choice(records.STYLES),
    default="table",
    show_default=True,
    help="Form of the output.",
)


def built_ids(ctx: click.Context, _param: click.Parameter, begun: str) -> list[str]:
    """The scenarios of the published database that begin so, for a shell to complete."""
    from runner.warehouse.reading import reading

    with suppress(RunnerError), reading(ctx.params.get("output") or DEFAULT_OUTPUT) as connection:
        found = connection.execute("select scenario_id from dim_scenarios order by 1").fetchall()
        return [name for (name,) in found if name.startswith(begun)]
    return []


def file_ids(ctx: click.Context, _param: click.Parameter, begun: str) -> list[str]:
    """The scenarios whose files' names begin so, for a shell to complete."""
    folder = ctx.params.get("scenarios_dir") or DEFAULT_SCENARIOS
    return sorted(path.stem for path in folder.glob("*.yml") if path.stem.startswith(begun))


def resolution_of(directory: Path) -> Resolution:
    from runner.scenarios.resolve import resolve_scenarios

    return resolve_scenarios(directory)


def width() -> int:
    """Columns of the terminal, at most what is pleasant to read."""
    return min(shutil.get_terminal_size().columns, 100)
