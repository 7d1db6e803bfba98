"""One build, from scenario files to published results."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from runner.build import dbt, machine
from runner.build.censuses import read_censuses
from runner.build.exports import export
from runner.build.plan import Plan, make_plan, unlike_their_baselines
from runner.build.progress import Progress
from runner.build.summary import BatchSummary, failures, print_comparison, summarise
from runner.errors import (
    BuildError,
    CensusError,
    ExitCode,
    InvariantError,
    Problem,
    ScenarioError,
    complain,
)
from runner.scenarios.resolve import Resolution, resolve_scenarios, select
from runner.warehouse import inputs, publish


@dataclass(frozen=True)
class BuildRequest:
    """What the user asks for."""

    scenarios: str = "all"
    scenarios_dir: Path = Path("scenarios")
    output: Path = Path("batch_outputs")
    seed: int | float | str | None = None
    replicates: int | float | str | None = None
    detail_exports: bool = True
    fail_fast: bool = False
    quiet: bool = False
    json: bool = False


def build(request: BuildRequest) -> ExitCode:
    """Resolve, simulate, test, publish and export; returns the exit code.

    Raises RunnerError when nothing could be built.
    """
    progress = Progress(quiet=request.quiet)
    started = dt.datetime.now(dt.UTC)
    with progress.stage("resolving scenarios"):
        resolution, asked = _resolve(request)
    invalid = {name: resolution.invalid[name] for name in asked if name in resolution.invalid}
    _report_invalid(invalid, request, alone=len(invalid) == len(asked))
    valid = [resolution.scenarios[name] for name in asked if name not in invalid]
    with publish.locked(request.output) as work:
        plan = make_plan(valid, request.scenarios_dir.absolute().parent)
        plan, nodes = _simulate(plan, work, started, progress, request)
        with progress.stage("publishing"):
            warehouse = publish.publish(work / publish.WAREHOUSE, request.output)
        failed = failures(invalid, plan.failed)
        summary = summarise(request.output, warehouse, started, failed, nodes, progress.seconds)
        summary.write(progress.seconds)
        if not request.quiet:
            complain("\n".join(summary.content["warnings"]), kind="warning")
        with progress.stage("exporting"):
            export(summary, plan, valid, databases=request.detail_exports)
        summary.write(progress.seconds)
    _show(summary, request)
    return ExitCode.SCENARIO_FAILED if failed else ExitCode.DONE


def _resolve(request: BuildRequest) -> tuple[Resolution, list[str]]:
    """The scenarios of the folder and those asked for, with what they are compared with."""
    options = {"simulation.seed": request.seed, "simulation.replicates": request.replicates}
    given = {path: value for path, value in options.items() if value is not None}
    resolution = resolve_scenarios(request.scenarios_dir, overrides=given)
    asked = select(resolution, request.scenarios)
    baselines = (
        resolution.scenarios[name].baseline_id for name in asked if name in resolution.scenarios
    )
    needed = {name for name in baselines if name} - set(asked)
    return resolution, [*sorted(needed), *asked]


def _report_invalid(
    invalid: dict[str, list[Problem]], request: BuildRequest, *, alone: bool
) -> None:
    """Say what is wrong with scenario files; stop if nothing is left or the user wants that."""
    problems = sorted({problem for each in invalid.values() for problem in each})
    if problems and (alone or request.fail_fast):
        raise ScenarioError(problems)
    for problem in problems:
        complain(str(problem))


def _simulate(
    plan: Plan, work: Path, started: dt.datetime, progress: Progress, request: BuildRequest
) -> tuple[Plan, list[dbt.Node]]:
    """Fill a private database; returns the plan less what failed, and what dbt did."""
    path = publish.create(work)
    with publish.connect(path) as connection:
        with progress.stage("reading the census"):
            plan = read_censuses(plan, connection)
        _report_failed(plan, request)
        _warn_of_others(plan)
        with progress.stage("writing parameters"):
            inputs.write_inputs(connection, plan.scenarios, started)
    engine = dbt.Engine(path, work / "dbt", machine.threads(), machine.memory())
    with progress.stage("simulating"):
        nodes = dbt.build_models(engine, progress.step)
    _check(nodes, path)
    return plan, nodes


def _warn_of_others(plan: Plan) -> None:
    for name in unlike_their_baselines(plan):
        complain(
            f"{name} is compared with a baseline of another census, seed or first year. The "
            "differences are between two companies. Put what they share into a template.",
            kind="warning",
        )


def _report_failed(plan: Plan, request: BuildRequest) -> None:
    messages = list(dict.fromkeys(plan.failed.values()))
    if messages and (not plan.scenarios or request.fail_fast):
        raise CensusError("\n".join(messages))
    for message in messages:
        complain(message)


def _check(nodes: Sequence[dbt.Node], path: Path) -> None:
    """Raise if SQL failed or a result broke an invariant."""
    broken = [node for node in nodes if node.failed]
    models = [node for node in broken if node.kind != "test"]
    if models:
        raise BuildError(
            "\n".join(f"model {node.name} failed: {node.message}" for node in models)
            + f"\nNothing was published. The unfinished database is {path}."
        )
    if broken:
        raise InvariantError(
            "\n".join(f"{node.name}: {node.message}" for node in broken)
            + "\nThe results break a rule that always holds; they were not published. "
            f"The database is {path}. Please report this."
        )


def _show(summary: BatchSummary, request: BuildRequest) -> None:
    if request.json:
        print(json.dumps(summary.content, indent=2))
    elif not request.quiet:
        print_comparison(summary)
