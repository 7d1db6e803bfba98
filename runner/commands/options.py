"""Options that several commands share, and what they have in common."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import click

from runner import tables

if TYPE_CHECKING:
    from runner.scenarios.resolve import Resolution

scenarios_dir_option = click.option(
    "--scenarios-dir",
    type=click.Path(path_type=Path),
    default=Path("scenarios"),
    show_default=True,
    help="Folder of the scenario files.",
)

output_option = click.option(
    "--output",
    type=click.Path(path_type=Path),
    default=Path("batch_outputs"),
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


def resolution_of(directory: Path) -> Resolution:
    from runner.scenarios.resolve import resolve_scenarios

    return resolve_scenarios(directory)


def width() -> int:
    """Columns of the terminal, at most what is pleasant to read."""
    return min(shutil.get_terminal_size().columns, 100)
