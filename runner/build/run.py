"""One build, from scenario files to published results."""

from __future__ import annotations

import datetime as dt
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from runner.build import machine
from runner.build.display import display_for
from runner.build.events import EventLog
from runner.build.exports import export
from runner.build.fingerprints import parameter_changes
from runner.build.plan import Plan, unlike_their_baselines
from runner.build.progress import Progress
from runner.build.simulating import Simulated, simulate
from runner.build.site import Site
from runner.build.summary import (
    BatchSummary,
    failures,
    last_summary,
    new_batch_id,
    print_comparison,
    summarise,
)
from runner.build.work import Work, work_on
from runner.build.working import Failure
from runner.errors import CensusError, ExitCode, Problem, ScenarioError
from runner.outputs.facts import DETAIL_ROWS
from runner.scenarios.resolve import Resolution, resolve_scenarios, select
from runner.warehouse import publish
from runner.warehouse.ledger import Ledger, open_ledger
from runner.warehouse.published import held_in, person_years_in


@dataclass(frozen=True)
class BuildRequest:
    """What the user asks for; ``memory`` is in bytes, ``jobs`` how many cores.

    ``detail`` is first or all: whose people are kept.
    """

    scenarios: str = "all"
    scenarios_dir: Path = Path("scenarios")
    output: Path = Path("batch_outputs")
    seed: int | float | str | None = None
    replicates: int | float | str | None = None
    memory: int | None = None
    jobs: int | None = None
    keep: int | None = None
    detail: str = "first"
    detail_exports: bool = True
    force: bool = False
    detail_rows: int = DETAIL_ROWS
    fail_fast: bool = False
    quiet: bool = False
    json: bool = False


def build(request: BuildRequest) -> ExitCode:
    """Resolve, simulate, test, publish and export; returns the exit code.

    Raises RunnerError when nothing could be built.
    """
    events = EventLog(sys.stdout if request.json else None)
    progress = Progress(events, display_for(quiet=request.quiet), quiet=request.quiet)
    with progress.shown():
        summary, code = _brought_up_to_date(request, progress)
    if not (request.quiet or request.json):
        print_comparison(summary)
    return code


def _brought_up_to_date(request: BuildRequest, progress: Progress) -> tuple[BatchSummary, ExitCode]:
    """Build what is not up to date; the summary of the batch that has it, and the exit code."""
    started = dt.datetime.now(dt.UTC)
    progress.events.emit("started", command=sys.argv[1:])
    with progress.stage("resolving scenarios"):
        resolution, asked = _resolve(request)
    invalid = {name: resolution.invalid[name] for name in asked if name in resolution.invalid}
    _report_invalid(invalid, progress, request, alone=len(invalid) == len(asked))
    with publish.locked(request.output) as folder, open_ledger(folder) as ledger:
        valid = [name for name in asked if name not in invalid]
        workspace = request.scenarios_dir.absolute().parent
        held = held_in(request.output / publish.WAREHOUSE)
        todo = work_on(
            resolution,
            valid,
            held,
            workspace,
            started,
            is_forced=request.force,
            has_all_people=request.detail == "all",
        )
        alone = todo.plan.failed.keys() >= set(valid)
        _report_failed(todo.plan.failed, progress, request, alone=alone)
        found = None if invalid or todo.plan.failed else _found(request, todo)
        if found:
            progress.say(
                f"all {len(todo.kept)} scenarios are up to date; nothing was run. "
                "Use --force to build them all the same."
            )
            progress.finish(ExitCode.DONE, found.content)
            return found, ExitCode.DONE
        known = [batch["batch_id"] for batch in ledger.batches()]
        batch_id = new_batch_id(request.output, started, known)
        with _entered(ledger, batch_id, started, progress) as rows:
            site = _site(request, folder, batch_id, ledger, progress)
            summary, code = _build(site, request, todo, invalid, started)
            rows |= person_years_in(summary.warehouse)
    return summary, code


def _build(
    site: Site,
    request: BuildRequest,
    todo: Work,
    invalid: Mapping[str, list[Problem]],
    started: dt.datetime,
) -> tuple[BatchSummary, ExitCode]:
    """Simulate what changed and publish; the batch's summary and the exit code."""
    progress = site.progress
    staged = publish.stage(site.work, site.batch_id)
    progress.events.keep_in(request.output, site.batch_id)
    _say_what(todo, progress)
    _warn_of_others(todo.plan, progress)
    for fingerprint, parts in todo.plan.parts.items():
        site.ledger.remember(fingerprint, parts)
    simulated = simulate(site, todo.plan, todo.changed, todo.kept)
    plan = simulated.plan
    broken = _broken(simulated, todo, progress)
    publish.seal(site.database)
    failed = failures(invalid, plan.failed, broken)
    summary = summarise(
        staged,
        site.database,
        site.published,
        started,
        failed,
        simulated.nodes,
        progress.seconds,
        kept={each.scenario.scenario_id for each in todo.kept},
    )
    for warning in summary.content["warnings"]:
        progress.warn(warning)
    with progress.stage("exporting"):
        there = [s for s in todo.scenarios if s.scenario_id not in failed]
        built = replace(
            plan, scenarios=tuple(s for s in plan.scenarios if s.scenario_id not in broken)
        )
        rows = request.detail_rows if request.detail_exports else None
        export(summary, built, there, detail_rows=rows, jobs=site.threads)
    summary.write(progress.seconds)
    code = ExitCode.SCENARIO_FAILED if failed else ExitCode.DONE
    if any(failure.is_invariant for failure in simulated.failures.values()):
        code = ExitCode.INVARIANT_BROKEN
    batches = [batch["batch_id"] for batch in site.ledger.batches("completed")]
    earlier = batches[-1] if batches and (request.keep or 1) > 1 else None
    with progress.published(staged, code, summary.content), progress.stage("publishing"):
        warehouse, folder = publish.publish(site.database, staged, request.output, earlier)
    if request.keep is not None:
        publish.keep_newest(request.output, [*batches, site.batch_id], request.keep)
    return replace(summary, warehouse=warehouse, folder=folder), code


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
    invalid: dict[str, list[Problem]], progress: Progress, request: BuildRequest, *, alone: bool
) -> None:
    """Say what is wrong with scenario files; stop if nothing is left or the user wants that."""
    problems = sorted({problem for each in invalid.values() for problem in each})
    if problems and (alone or request.fail_fast):
        raise ScenarioError(problems)
    for problem in problems:
        progress.error(str(problem))


def _found(request: BuildRequest, todo: Work) -> BatchSummary | None:
    """The batch that has all of it, if there is nothing to do."""
    if not todo.is_as_published:
        return None
    named = (each.scenario for each in todo.kept)
    return last_summary(request.output, {each.scenario_id: each.fingerprint for each in named})


def _site(
    request: BuildRequest, folder: Path, batch_id: str, ledger: Ledger, progress: Progress
) -> Site:
    return Site(
        work=folder,
        output=request.output,
        batch_id=batch_id,
        ledger=ledger,
        progress=progress,
        threads=request.jobs or machine.threads(),
        memory=request.memory or machine.memory(),
        is_forced=request.force,
        stops_at_failure=request.fail_fast,
    )


@contextmanager
def _entered(
    ledger: Ledger, batch_id: str, started: dt.datetime, progress: Progress
) -> Iterator[dict[str, int]]:
    """Enter a batch into the ledger, and how it ended; takes the rows of its scenarios."""
    ledger.begin(batch_id, started, sys.argv[1:])
    began = time.monotonic()
    rows: dict[str, int] = {}
    state = "failed"
    try:
        yield rows
        state = "completed"
    except KeyboardInterrupt:
        state = "interrupted"
        raise
    finally:
        ledger.count(batch_id, rows)
        seconds = time.monotonic() - began
        ledger.end(batch_id, state, seconds, sum(rows.values()), progress.seconds)


def _say_what(todo: Work, progress: Progress) -> None:
    if todo.kept:
        progress.say(
            f"{len(todo.kept)} of {len(todo.kept) + len(todo.changed)} scenarios are up to date"
        )
    if todo.dropped:
        progress.say(
            "no longer in the database, because their files are gone or wrong, or their files, the "
            f"options or the models say something else: {', '.join(todo.dropped)}"
        )


def _broken(simulated: Simulated, todo: Work, progress: Progress) -> dict[str, dict[str, Any]]:
    """What is on record of each scenario that failed, after telling the user."""
    known = {each.scenario_id: each for each in simulated.plan.scenarios}
    broken = {}
    for name, failure in simulated.failures.items():
        baseline = known.get(known[name].baseline_id or "")
        differs = (
            parameter_changes(
                todo.plan.parts[baseline.fingerprint], todo.plan.parts[known[name].fingerprint]
            )
            if baseline
            else []
        )
        _complain_of(name, failure, differs, progress)
        broken[name] = {
            "error": failure.message,
            "model": failure.model,
            "differs_from_baseline": differs,
        }
    return broken


def _complain_of(name: str, failure: Failure, differs: Sequence[str], progress: Progress) -> None:
    what = "breaks a rule that always holds" if failure.is_invariant else "failed"
    progress.error(f"{name}: {failure.model} {what}: {failure.message}")
    if differs:
        progress.error(f"{name} differs from its baseline in {'; '.join(differs)}")
    progress.error(f"{name} is not in the results; the other scenarios are.")


def _warn_of_others(plan: Plan, progress: Progress) -> None:
    for name in unlike_their_baselines(plan):
        progress.warn(
            f"{name} is compared with a baseline of another census, seed or first year. The "
            "differences are between two companies. Put what they share into a template."
        )


def _report_failed(
    failed: Mapping[str, str], progress: Progress, request: BuildRequest, *, alone: bool
) -> None:
    messages = list(dict.fromkeys(failed.values()))
    if messages and (alone or request.fail_fast):
        raise CensusError("\n".join(messages))
    for message in messages:
        progress.error(message)
