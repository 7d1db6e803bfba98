"""What a build has to do: simulate what changed, keep what is as it was, drop the rest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from runner.build.plan import Plan, make_plan, place, without_scenarios
from runner.scenarios.resolve import Resolution, ResolvedScenario
from runner.warehouse.inputs import Placed
from runner.warehouse.published import Held


@dataclass(frozen=True)
class Work:
    """The scenarios of a build: those to simulate, those whose results are kept, those to drop.

    ``is_as_published`` if the published database has all of it already.
    """

    plan: Plan
    scenarios: tuple[ResolvedScenario, ...]
    changed: tuple[Placed, ...]
    kept: tuple[Placed, ...]
    dropped: tuple[str, ...]
    is_as_published: bool


def work_on(
    resolution: Resolution,
    asked: Sequence[str],
    held: Mapping[str, Held],
    workspace: Path,
    started: dt.datetime,
    *,
    is_forced: bool,
    has_all_people: bool = False,
) -> Work:
    """What is to be simulated: what is asked for and not held as it would come out.

    The other scenarios that the published database holds stay there if their files still say
    the same, so that it has all scenarios; those that are gone or say something else do not.
    What has the people of all replicates keeps them, also where those of the first would do.
    """
    others = [name for name in held if name not in asked and name in resolution.scenarios]
    both = make_plan([resolution.scenarios[name] for name in (*asked, *others)], workspace)
    stale = [
        scenario.scenario_id
        for scenario in both.scenarios
        if scenario.scenario_id in others
        and scenario.fingerprint != held[scenario.scenario_id].fingerprint
    ]
    failed = {name: message for name, message in both.failed.items() if name in asked}
    plan = replace(without_scenarios(both, dict.fromkeys(stale, "")), failed=failed)
    placed = place(plan.scenarios, held, started, has_all_people=has_all_people)
    kept = tuple(
        _as_held(each, held[each.scenario.scenario_id])
        for each in placed
        if _is_held(each, held)
        and not (each.scenario.scenario_id in asked and (is_forced or lacks_people(each, held)))
    )
    names = {each.scenario.scenario_id for each in kept}
    changed = tuple(each for each in placed if each.scenario.scenario_id not in names)
    there = [scenario.scenario_id for scenario in plan.scenarios]
    return Work(
        plan=plan,
        scenarios=tuple(resolution.scenarios[name] for name in there),
        changed=changed,
        kept=kept,
        dropped=tuple(sorted(held.keys() - {*there, *failed})),
        is_as_published=not changed and _says_the_same(kept, held),
    )


def _is_held(placed: Placed, held: Mapping[str, Held]) -> bool:
    """Whether the results are there, under the same keys."""
    there = held.get(placed.scenario.scenario_id)
    return there is not None and (
        (placed.scenario.fingerprint, placed.scenario_key, placed.workforce_key)
        == (there.fingerprint, there.scenario_key, there.workforce_key)
    )


def lacks_people(placed: Placed, held: Mapping[str, Held]) -> bool:
    """Whether people of more replicates are wanted than are there."""
    there = held.get(placed.scenario.scenario_id)
    return there is not None and there.last_detailed_replicate < placed.last_detailed_replicate


def _as_held(placed: Placed, there: Held) -> Placed:
    return replace(
        placed,
        built_at=there.built_at,
        last_detailed_replicate=there.last_detailed_replicate,
    )


def _says_the_same(kept: Sequence[Placed], held: Mapping[str, Held]) -> bool:
    """Whether these are all that is held, called and compared as there."""

    def said(placed: Placed) -> tuple[Any, ...]:
        s = placed.scenario
        return s.label, s.description, s.kind, list(s.tags), s.baseline_id, s.file

    return len(kept) == len(held) and all(
        said(each) == held[each.scenario.scenario_id].said for each in kept
    )
