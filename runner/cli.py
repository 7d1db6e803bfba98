"""The command line: options in, exit codes out."""

from __future__ import annotations

import io
import json
import os
import re
import shlex
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from runner import tables
from runner.errors import (
    CensusError,
    ExitCode,
    RequestError,
    RunnerError,
    ScenarioError,
    complain,
)

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
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Messages on stderr, or records of the problems on stdout.",
)
@_scenarios_dir
def validate(selection: str, style: str, scenarios_dir: Path) -> None:
    """Check scenarios: all, or a SELECTION of ids, patterns and tag:NAME, with commas."""
    from runner.scenarios.resolve import select

    resolution = _resolution(scenarios_dir)
    asked = select(resolution, selection)
    problems = {problem for name in asked for problem in resolution.invalid.get(name, ())}
    if style == "json":
        click.echo(json.dumps([problem.record() for problem in sorted(problems)], indent=2))
        sys.exit(ScenarioError.exit_code if problems else ExitCode.DONE)
    if problems:
        raise ScenarioError(list(problems))
    valid = "1 scenario is valid." if len(asked) == 1 else f"{len(asked)} scenarios are valid."
    click.echo(valid, err=True)


@main.command()
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
def init(directory: Path) -> None:
    """Make a workspace in DIR: templates, a baseline and a variant to start from."""
    from runner.scenarios.starting import make_workspace

    made = make_workspace(directory)
    click.echo("\n".join(map(str, made)))
    click.echo(f"Next: cd {shlex.quote(str(directory))} && runner build --scenarios all", err=True)


@main.command()
@click.option(
    "--kind",
    type=click.Choice(["scenario", "template", "profile"]),
    default="scenario",
    show_default=True,
    help="Kind of file.",
)
def schema(kind: str) -> None:
    """Print the JSON Schema of scenario files, for editors."""
    from runner.scenarios.schema import as_text

    click.echo(as_text(kind), nl=False)


_style = click.option(
    "--format",
    "style",
    type=click.Choice(["table", "json", "markdown"]),
    default="table",
    show_default=True,
    help="Form of the output.",
)


@main.command()
@click.argument("group", default="")
@_style
def parameters(group: str, style: str) -> None:
    """Show the parameters, or those of a GROUP such as plan.match, in full."""
    from runner.parameters import pages, reference

    found = reference.entries(group)
    if not found:
        raise _no_group(group)
    if style == "json":
        click.echo(reference.as_json(found), nl=False)
    elif style == "markdown":
        click.echo(pages.as_markdown(found), nl=False)
    elif group:
        click.echo(pages.as_text(found, _width()), nl=False)
    else:
        tables.print_table(
            ("parameter", "by year", "default", "allowed"), [reference.row(each) for each in found]
        )
        click.echo("More about each: runner parameters GROUP, e.g. plan.match", err=True)


@main.command()
@click.argument("name", default="")
@_style
@_scenarios_dir
def profiles(name: str, style: str, scenarios_dir: Path) -> None:
    """List the behavior profiles, or show the figures of profile NAME and their sources."""
    from runner.scenarios import profile_pages
    from runner.scenarios.profiles import pick, read_profiles

    known = read_profiles(scenarios_dir)
    asked = [pick(name, known)] if name else list(known.values())
    if problems := [problem for each in asked for problem in each.problems]:
        raise ScenarioError(problems)
    if style == "json":
        click.echo(profile_pages.as_json(asked), nl=False)
    elif style == "markdown":
        click.echo(profile_pages.as_markdown(asked), nl=False)
    elif name:
        click.echo(profile_pages.as_text(asked[0], _width()), nl=False)
    else:
        rows = [(each.name, each.label, str(each.path)) for each in asked]
        tables.print_table(("name", "label", "file"), rows)


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


@main.group()
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
@_scenarios_dir
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


def _no_group(group: str) -> RequestError:
    from runner.parameters.reference import groups
    from runner.scenarios.wording import listed, nearest, quoted

    known = groups()
    last_parts = {name.rpartition(".")[2]: name for name in reversed(known)}
    near = nearest(group, known) or last_parts.get(nearest(group, last_parts) or "")
    hint = f" Did you mean {near!r}?" if near else ""
    return RequestError(
        f"there is no parameter or group {quoted(group)}.{hint} "
        f"Groups here: {listed(name for name in known if '.' not in name)}."
    )


def _width() -> int:
    """Columns of the terminal, at most what is pleasant to read."""
    return min(shutil.get_terminal_size().columns, 100)


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
