"""Commands about the batches of an output folder: logs, verify."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from runner.commands.options import output_option
from runner.errors import DamageError, ExitCode


@click.command()
@click.argument("batch", required=False)
@output_option
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Form of the output.",
)
def logs(batch: str | None, output: Path, style: str) -> None:
    """Tell what happened in a BATCH, by default the latest, also one that was never published."""
    from runner.build.logs import account, as_text

    told = account(output, batch)
    if style == "json":
        click.echo(json.dumps(told.record(), indent=2))
    else:
        click.echo(as_text(told), nl=False)


@click.command()
@click.argument("batch", required=False)
@output_option
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Messages on stderr, or records of the damages on stdout.",
)
def verify(batch: str | None, output: Path, style: str) -> None:
    """Check that what was published is unchanged: the warehouse and all batches, or one BATCH."""
    from runner.warehouse.verify import verify as run_verify

    found = run_verify(output, batch)
    if style == "json":
        click.echo(json.dumps([damage.record() for damage in found.damages], indent=2))
        sys.exit(DamageError.exit_code if found.damages else ExitCode.DONE)
    if found.damages:
        raise DamageError("\n".join(map(str, found.damages)))
    files = f"{found.files:,} files ({found.bytes:,} bytes) are as they were published."
    origin = f" The warehouse is that of batch {found.batch}." if found.batch else ""
    click.echo(f"{files}{origin}", err=True)
