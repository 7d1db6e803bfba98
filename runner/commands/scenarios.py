"""Commands about scenarios: list, show, explain, diff, validate."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from runner import tables
from runner.commands.options import file_ids, resolution_of, scenarios_dir_option, table_style
from runner.errors import ExitCode, RequestError, ScenarioError

if TYPE_CHECKING:
    from runner.scenarios.resolve import Resolution, ResolvedScenario


@click.command("list")
@scenarios_dir_option
def list_(scenarios_dir: Path) -> None:
    """List all scenarios and whether they are valid."""
    resolution = resolution_of(scenarios_dir)
    rows = [_row(scenario_id, resolution) for scenario_id in resolution.headers]
    tables.print_table(("id", "label", "kind", "tags", "baseline", "state"), rows)
    if resolution.invalid:
        wrong, total = len(resolution.invalid), len(rows)
        click.echo(f"{wrong} of {total} have errors. See them with: runner validate", err=True)


@click.command()
@click.argument("scenario_id", metavar="ID", shell_complete=file_ids)
@click.option(
    "--format",
    "style",
    type=click.Choice(["yaml", "json"]),
    default="yaml",
    show_default=True,
    help="Form of the output.",
)
@scenarios_dir_option
def show(scenario_id: str, style: str, scenarios_dir: Path) -> None:
    """Print all parameters of scenario ID, with those it inherits and the defaults."""
    from runner.scenarios import printing

    scenario = _valid(scenario_id, resolution_of(scenarios_dir))
    write: Callable[..., str] = printing.as_json if style == "json" else printing.as_yaml
    click.echo(write(scenario.parameters), nl=False)


@click.command()
@click.argument("scenario_id", metavar="SCENARIO", shell_complete=file_ids)
@click.argument("path", required=False)
@table_style
@scenarios_dir_option
def explain(scenario_id: str, path: str | None, style: str, scenarios_dir: Path) -> None:
    """Say which file and line set the parameters of SCENARIO.

    Without PATH: all that differ from their defaults. With the PATH of a parameter, such as
    plan.match.tiers: what each file made of it, the oldest first. With that of a section: all
    parameters in it.
    """
    from runner.scenarios.explain import explain as explanation

    answer = explanation(_valid(scenario_id, resolution_of(scenarios_dir)), path)
    tables.print_answer(answer, style)
    if not answer.rows:
        click.echo(f"All parameters of {scenario_id} have their defaults.", err=True)


@click.command()
@click.argument("scenario_id", metavar="A", shell_complete=file_ids)
@click.argument("other_id", metavar="[B]", required=False, shell_complete=file_ids)
@table_style
@scenarios_dir_option
def diff(scenario_id: str, other_id: str | None, style: str, scenarios_dir: Path) -> None:
    """Show in which parameters scenario A differs from B, or from its baseline."""
    from runner.scenarios.explain import difference

    resolution = resolution_of(scenarios_dir)
    scenario = _valid(scenario_id, resolution)
    other_id = other_id or scenario.baseline_id
    if other_id is None:
        raise RequestError(
            f"{scenario_id} has no valid baseline. A scenario is compared with another one. "
            f"Name it: runner diff {scenario_id} OTHER."
        )
    answer = difference(scenario, _valid(other_id, resolution))
    tables.print_answer(answer, style)
    if not answer.rows:
        click.echo(f"{scenario_id} and {other_id} have the same parameters.", err=True)


@click.command()
@click.argument("selection", default="all")
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Messages on stderr, or records of the problems on stdout.",
)
@scenarios_dir_option
def validate(selection: str, style: str, scenarios_dir: Path) -> None:
    """Check scenarios: all, or a SELECTION of ids, patterns and tag:NAME, with commas."""
    from runner.scenarios.resolve import select

    resolution = resolution_of(scenarios_dir)
    asked = select(resolution, selection)
    problems = {problem for name in asked for problem in resolution.invalid.get(name, ())}
    if style == "json":
        click.echo(json.dumps([problem.record() for problem in sorted(problems)], indent=2))
        sys.exit(ScenarioError.exit_code if problems else ExitCode.DONE)
    if problems:
        raise ScenarioError(list(problems))
    valid = "1 scenario is valid." if len(asked) == 1 else f"{len(asked)} scenarios are valid."
    click.echo(valid, err=True)


def _valid(scenario_id: str, resolution: Resolution) -> ResolvedScenario:
    """The scenario of this id; raises RequestError or ScenarioError if there is no valid one."""
    if scenario_id not in resolution.headers:
        raise _unknown(scenario_id, resolution)
    if scenario_id in resolution.invalid:
        raise ScenarioError(resolution.invalid[scenario_id])
    return resolution.scenarios[scenario_id]


def _unknown(scenario_id: str, resolution: Resolution) -> RequestError:
    from runner.scenarios.wording import listed, quoted, suggestion

    known = resolution.headers
    return RequestError(
        f"there is no scenario {quoted(scenario_id)}.{suggestion(scenario_id, known)} "
        f"Scenarios here: {listed(known)}."
    )


def _row(scenario_id: str, resolution: Resolution) -> tuple[str, ...]:
    header = resolution.headers[scenario_id]
    if scenario_id in resolution.invalid:
        count = len(resolution.invalid[scenario_id])
        state = "1 error" if count == 1 else f"{count} errors"
        baseline = header.baseline.name if header.baseline else ""
    else:
        state = "valid"
        baseline = resolution.scenarios[scenario_id].baseline_id or ""
    return scenario_id, header.label, header.kind, ", ".join(header.tags), baseline, state
