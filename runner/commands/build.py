"""The command that builds."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import click

from runner.commands.options import scenarios_dir_option


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


@click.command()
@click.option(
    "--scenarios",
    default="all",
    show_default=True,
    help="What to build: all, ids, patterns such as 's1_*' and tag:NAME, with commas.",
)
@scenarios_dir_option
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    default=Path("batch_outputs"),
    show_default=True,
    help="Folder of the results.",
)
@click.option("--seed", type=_Scalar(), help="Seed of the draws, instead of the scenarios' own.")
@click.option("--replicates", type=_Scalar(), help="Replicates, instead of the scenarios' own.")
@click.option("--no-detail-exports", is_flag=True, help="Write no databases of single scenarios.")
@click.option("--fail-fast", is_flag=True, help="Stop at the first scenario that fails.")
@click.option("--quiet", is_flag=True, help="Show errors only.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON to stdout.")
@click.pass_context
def build(ctx: click.Context, as_json: bool, no_detail_exports: bool, **options: Any) -> None:
    """Simulate scenarios and compare them."""
    from runner.build.run import BuildRequest
    from runner.build.run import build as run_build

    request = BuildRequest(detail_exports=not no_detail_exports, json=as_json, **options)
    ctx.exit(run_build(request))
