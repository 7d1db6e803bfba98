"""The command that builds."""

from __future__ import annotations

import re
from typing import Any

import click

from runner.commands.options import (
    detail_option,
    detail_rows_option,
    output_option,
    scenarios_dir_option,
)
from runner.interrupts import prompt

LEAST_MEMORY = 256_000_000


class _Scalar(click.ParamType):
    """What a scenario file would make of the same text: the catalogue refuses what is wrong."""

    name = "integer"

    def convert(self, value: Any, _param: click.Parameter | None, _ctx: Any) -> Any:
        """A number if the text is one in digits, else the text."""
        for kind in (int, float):
            try:
                return kind(value) if re.fullmatch(r"[-+.0-9eE]{1,300}", value) else value
            except ValueError:
                continue
        return value


class Memory(click.ParamType):
    """An amount of memory, in bytes."""

    name = "amount"

    def convert(self, value: Any, param: click.Parameter | None, ctx: Any) -> int:
        """The bytes that a text such as 4GB or 512MiB says."""
        found = re.fullmatch(r"([0-9]{1,6}(?:\.[0-9]{1,3})?) ?([KMGT])(i?)B?", str(value), re.I)
        base = 1024 if found and found[3] else 1000
        size = float(found[1]) * base ** ("KMGT".index(found[2].upper()) + 1) if found else 0
        if size < LEAST_MEMORY:
            self.fail(
                f"{value!r} is not enough memory or not an amount. Allowed are amounts from "
                "256MB on. Write e.g. 4GB.",
                param,
                ctx,
            )
        return int(size)


@click.command()
@click.option(
    "--scenarios",
    default="all",
    show_default=True,
    help="What to build: all, ids, patterns such as 's1_*' and tag:NAME, with commas.",
)
@scenarios_dir_option
@output_option
@click.option("--seed", type=_Scalar(), help="Seed of the draws, instead of the scenarios' own.")
@click.option("--replicates", type=_Scalar(), help="Replicates, instead of the scenarios' own.")
@click.option("--force", is_flag=True, help="Build what is up to date as well.")
@click.option(
    "--memory",
    type=Memory(),
    help="Memory that the database may fill, such as 4GB; by default a fifth of the machine's.",
)
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    help="Cores that the build uses, in the database and for exports; by default the machine's.",
)
@click.option(
    "--keep",
    type=click.IntRange(min=1),
    help="Keep so many batches and their databases; by default all batches, the last database.",
)
@detail_option
@click.option(
    "--no-detail-exports",
    is_flag=True,
    help="Write no workbooks and databases of single scenarios.",
)
@detail_rows_option
@click.option("--fail-fast", is_flag=True, help="Stop at the first scenario that fails.")
@click.option("--quiet", is_flag=True, help="Show errors only.")
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Print events as lines of JSON; the last has the summary.",
)
@click.pass_context
def build(ctx: click.Context, as_json: bool, no_detail_exports: bool, **options: Any) -> None:
    """Simulate scenarios and compare them."""
    from runner.build.run import BuildRequest
    from runner.build.run import build as run_build

    request = BuildRequest(detail_exports=not no_detail_exports, json=as_json, **options)
    with prompt():
        code = run_build(request)
    ctx.exit(code)
