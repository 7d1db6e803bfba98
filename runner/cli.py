"""The command line: options in, exit codes out."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from runner import tables
from runner.errors import ExitCode, RequestError, RunnerError, ScenarioError, complain

if TYPE_CHECKING:
    from runner.scenarios.resolve import Resolution, ResolvedScenario

SHOW_TRACEBACKS = "RUNNER_TRACEBACK"


class _Runner(click.Group):
    """Maps every error to a message on stderr and an exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; whatever goes wrong, the user sees no traceback."""
        try:
            return super().invoke(ctx)
        except RunnerError as error:
            complain(str(error))
            ctx.exit(error.exit_code)
        except KeyboardInterrupt:
            click.echo("runner: interrupted", err=True)
            ctx.exit(ExitCode.INTERRUPTED)
        except (click.ClickException, click.Abort, click.exceptions.Exit, BrokenPipeError):
            raise
        except Exception as error:
            if os.environ.get(SHOW_TRACEBACKS):
                raise
            complain(
                f"this is a defect of runner: {type(error).__name__}: {error}. Nothing you "
                f"wrote should cause it. Set {SHOW_TRACEBACKS}=1, run again and report what "
                "is printed."
            )
            ctx.exit(ExitCode.SCENARIO_FAILED)


def _print_version(ctx: click.Context, _option: click.Parameter, wanted: bool) -> None:
    if not wanted or ctx.resilient_parsing:
        return
    from importlib.metadata import PackageNotFoundError, version

    try:
        click.echo(f"runner {version('runner')}")
    except PackageNotFoundError:
        click.echo("runner (not installed)")
    ctx.exit()


_scenarios_dir = click.option(
    "--scenarios-dir",
    type=click.Path(path_type=Path),
    default=Path("scenarios"),
    show_default=True,
    help="Folder of the scenario files.",
)


_table_style = click.option(
    "--format",
    "style",
    type=click.Choice(tables.STYLES),
    default="table",
    show_default=True,
    help="Form of the output.",
)


@click.group(cls=_Runner, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Show the version and exit.",
)
def main() -> None:
    """What does a change of a 401(k) plan cost, and who gains?

    Scenarios are YAML files in ./scenarios; results go to ./batch_outputs.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # labels are in any script


@main.command("list")
@_scenarios_dir
def list_(scenarios_dir: Path) -> None:
    """List all scenarios and whether they are valid."""
    resolution = _resolution(scenarios_dir)
    rows = [_row(scenario_id, resolution) for scenario_id in resolution.headers]
    tables.print_table(("id", "label", "kind", "tags", "baseline", "state"), rows)
    if resolution.invalid:
        wrong, total = len(resolution.invalid), len(rows)
        click.echo(f"{wrong} of {total} have errors. See them with: runner validate", err=True)


@main.command()
@click.argument("scenario_id", metavar="ID")
@click.option(
    "--format",
    "style",
    type=click.Choice(["yaml", "json"]),
    default="yaml",
    show_default=True,
    help="Form of the output.",
)
@_scenarios_dir
def show(scenario_id: str, style: str, scenarios_dir: Path) -> None:
    """Print all parameters of scenario ID, with those it inherits and the defaults."""
    from runner.scenarios import printing

    scenario = _valid(scenario_id, _resolution(scenarios_dir))
    write: Callable[..., str] = printing.as_json if style == "json" else printing.as_yaml
    click.echo(write(scenario.parameters), nl=False)


@main.command()
@click.argument("scenario_id", metavar="SCENARIO")
@click.argument("path", required=False)
@_table_style
@_scenarios_dir
def explain(scenario_id: str, path: str | None, style: str, scenarios_dir: Path) -> None:
    """Say which file and line set the parameters of SCENARIO.

    Without PATH: all that differ from their defaults. With the PATH of a parameter, such as
    plan.match.tiers: what each file made of it, the oldest first. With that of a section: all
    parameters in it.
    """
    from runner.scenarios.explain import explain as explanation

    answer = explanation(_valid(scenario_id, _resolution(scenarios_dir)), path)
    tables.print_answer(answer, style)
    if not answer.rows:
        click.echo(f"All parameters of {scenario_id} have their defaults.", err=True)


@main.command()
@click.argument("scenario_id", metavar="A")
@click.argument("other_id", metavar="[B]", required=False)
@_table_style
@_scenarios_dir
def diff(scenario_id: str, other_id: str | None, style: str, scenarios_dir: Path) -> None:
    """Show in which parameters scenario A differs from B, or from its baseline."""
    from runner.scenarios.explain import difference

    resolution = _resolution(scenarios_dir)
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


@main.command()
@click.argument("selection", default="all")
@_scenarios_dir
def validate(selection: str, scenarios_dir: Path) -> None:
    """Check scenarios: all, or a SELECTION of ids, patterns and tag:NAME, with commas."""
    from runner.scenarios.resolve import select

    resolution = _resolution(scenarios_dir)
    asked = select(resolution, selection)
    problems = {problem for name in asked for problem in resolution.invalid.get(name, ())}
    if problems:
        raise ScenarioError(list(problems))
    valid = "1 scenario is valid." if len(asked) == 1 else f"{len(asked)} scenarios are valid."
    click.echo(valid, err=True)


@main.command()
@click.option(
    "--scenarios",
    default="all",
    show_default=True,
    help="What to build: all, ids, patterns such as 's1_*' and tag:NAME, with commas.",
)
@_scenarios_dir
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    default=Path("batch_outputs"),
    show_default=True,
    help="Folder of the results.",
)
@click.option("--seed", type=int, help="Seed of the draws, instead of the scenarios' own.")
@click.option("--replicates", type=int, help="Replicates, instead of the scenarios' own.")
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


def _resolution(directory: Path) -> Resolution:
    from runner.scenarios.resolve import resolve_scenarios

    return resolve_scenarios(directory)


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
