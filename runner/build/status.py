"""What is built, what the next build would do, and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from runner.build.fingerprints import changes
from runner.build.plan import Plan, make_plan
from runner.scenarios.resolve import Resolution, resolve_scenarios
from runner.warehouse import publish
from runner.warehouse.ledger import Ledger, Run, read_ledger
from runner.warehouse.published import Held, held_in, person_years_in

UNFINISHED = ("planned", "running", "interrupted", "failed")
AGES = ((86_400, "day"), (3_600, "hour"), (60, "minute"))


@dataclass(frozen=True)
class Status:
    """A scenario's state and what is known of its results.

    ``state`` is up to date, out of date, not built, planned, running, interrupted, failed, invalid
    or no file; ``rows`` are years of people, ``seconds`` what they took to simulate; ``why``
    says what changed, or what went wrong.
    """

    scenario_id: str
    state: str
    built_at: dt.datetime | None
    rows: int | None
    seconds: float | None
    why: tuple[str, ...]


def status(scenarios_dir: Path, output: Path, *, has_all_people: bool = False) -> list[Status]:
    """The status of each scenario that has a file or results, by id. Raises RunnerError.

    With all people: for a build that keeps those of all replicates.
    """
    resolution = resolve_scenarios(scenarios_dir)
    plan = make_plan(list(resolution.scenarios.values()), scenarios_dir.absolute().parent)
    held = held_in(output / publish.WAREHOUSE)
    rows = person_years_in(output / publish.WAREHOUSE) if held else {}
    names = sorted({*resolution.headers, *held})
    with read_ledger(output / ".work") as ledger:
        runs = ledger.last_runs() if ledger else {}
        is_building = publish.is_locked(output)
        found = []
        for name in names:
            there = held.get(name)
            state, why = _state(name, resolution, plan, there, ledger)
            if state == "up to date" and there and has_all_people:
                state, why = _with_people(there, plan)
            if state in ("out of date", "not built") and name in runs:
                state, why = _unfinished(runs[name], plan, is_building, state, why)
            cost = ledger.costs(there.fingerprint) if ledger and there else None
            found.append(
                Status(
                    scenario_id=name,
                    state=state,
                    built_at=there.built_at.replace(tzinfo=dt.UTC) if there else None,
                    rows=rows.get(name),
                    seconds=cost[0] if cost else None,
                    why=why,
                )
            )
    return found


def age(built_at: dt.datetime, now: dt.datetime) -> str:
    """How long ago something was, in the largest unit; the clock may have been set back."""
    seconds = (now - built_at).total_seconds()
    for unit, name in AGES:
        count = int(seconds // unit)
        if count > 0:
            return f"{count} {name}{'s' if count > 1 else ''} ago"
    return "just now"


def _state(
    name: str, resolution: Resolution, plan: Plan, there: Held | None, ledger: Ledger | None
) -> tuple[str, tuple[str, ...]]:
    if name not in resolution.headers:
        return "no file", ("the next build drops it",)
    if name in resolution.invalid:
        return "invalid", tuple(str(problem) for problem in resolution.invalid[name])
    if name in plan.failed:
        return "invalid", (plan.failed[name],)
    now = _fingerprints(plan)[name]
    if there is None:
        return "not built", ()
    if there.fingerprint == now:
        return "up to date", ()
    before = ledger.parts(there.fingerprint) if ledger else None
    if before is None:
        return "out of date", ("it is not known what it was built from",)
    return "out of date", tuple(changes(before, plan.parts[now]))


def _with_people(there: Held, plan: Plan) -> tuple[str, tuple[str, ...]]:
    """What is up to date, if the people of all its replicates are there."""
    [scenario] = (s for s in plan.scenarios if s.scenario_id == there.scenario_id)
    last, kept = scenario.parameters.simulation.replicates - 1, there.last_detailed_replicate
    if kept >= last:
        return "up to date", ()
    return "out of date", (f"people: of replicate {kept} → of replicates 0 to {last}",)


def _unfinished(
    run: Run, plan: Plan, is_building: bool, state: str, why: tuple[str, ...]
) -> tuple[str, tuple[str, ...]]:
    """What the last build did with it, if that was what the next one would do."""
    if run.fingerprint != _fingerprints(plan).get(run.scenario_id) or run.state not in UNFINISHED:
        return state, why
    if run.state in ("planned", "running") and not is_building:
        return "interrupted", why
    if run.state == "failed":
        where = f"{run.model}: " if run.model else ""
        return "failed", (f"{where}{run.message or 'see the summary of its batch'}", *why)
    return run.state, why


def _fingerprints(plan: Plan) -> Mapping[str, str]:
    return {scenario.scenario_id: scenario.fingerprint for scenario in plan.scenarios}
