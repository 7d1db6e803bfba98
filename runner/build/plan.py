"""What a build will do: which scenarios, on which census, sharing which workforce."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

from runner.build.fingerprints import Parts, digest, fingerprint, fingerprint_parts
from runner.errors import CensusError
from runner.scenarios.resolve import ResolvedScenario
from runner.warehouse.census import CensusSource, census_id
from runner.warehouse.inputs import Placed, ScenarioInput
from runner.warehouse.published import Held

SAMPLE_SEED = 42
"""The generated census is one company: another seed of a simulation does not change it."""


@dataclass(frozen=True)
class Plan:
    """What goes into the database, and what cannot: messages by scenario id.

    ``parts`` has what each fingerprint is made of, by the fingerprint.
    """

    scenarios: tuple[ScenarioInput, ...]
    censuses: dict[str, CensusSource]
    failed: dict[str, str]
    parts: Mapping[str, Parts]


def make_plan(scenarios: Sequence[ResolvedScenario], workspace: Path) -> Plan:
    """Identify the census, workforce and fingerprint of each scenario.

    A scenario whose census cannot be opened is in ``failed``, with the message.
    """
    planned, censuses, failed, parts = [], {}, {}, {}
    for scenario in scenarios:
        source = census_source(scenario, workspace)
        try:
            identity = census_id(source)
        except CensusError as error:
            failed[scenario.scenario_id] = str(error)
            continue
        censuses[identity] = source
        said = fingerprint_parts(scenario.parameters, identity)
        planned.append(_scenario_input(scenario, identity, said))
        parts[planned[-1].fingerprint] = said
    return Plan(_with_known_baselines(planned), censuses, failed, parts)


def unlike_their_baselines(plan: Plan) -> list[str]:
    """The scenarios whose baseline is not about the same people: another census, seed or start."""

    def company(scenario: ScenarioInput) -> tuple[str, int, int]:
        simulation = scenario.parameters.simulation
        return scenario.census_id, simulation.seed, simulation.start_year

    known = {scenario.scenario_id: scenario for scenario in plan.scenarios}
    return [
        name
        for name, scenario in known.items()
        if scenario.baseline_id and company(scenario) != company(known[scenario.baseline_id])
    ]


def without_scenarios(plan: Plan, failed: Mapping[str, str]) -> Plan:
    """The plan less these scenarios, with a message for each, and censuses that nobody needs."""
    kept = [s for s in plan.scenarios if s.scenario_id not in failed]
    used = {s.census_id for s in kept}
    censuses = {key: value for key, value in plan.censuses.items() if key in used}
    return replace(
        plan,
        scenarios=_with_known_baselines(kept),
        censuses=censuses,
        failed={**plan.failed, **failed},
    )


def place(
    scenarios: Iterable[ScenarioInput],
    held: Mapping[str, Held],
    built_at: dt.datetime,
    *,
    has_all_people: bool = False,
) -> list[Placed]:
    """Give each scenario and workforce a key: the one that it is held under, else a free one.

    Keys stay small, because lookups are arrays as long as the largest. Nobody who is held is
    built anew unless its fingerprint changed, so that rows keep the keys that they have.
    People are kept of the first replicate, or of all.
    """
    ordered = sorted(scenarios, key=lambda scenario: scenario.scenario_id)
    names = [scenario.scenario_id for scenario in ordered]
    keys = _numbered(names, {name: each.scenario_key for name, each in held.items()})
    workforces = sorted({scenario.workforce_id for scenario in ordered})
    known = {each.workforce_id: each.workforce_key for each in held.values()}
    workforce_keys = _numbered(workforces, known)
    return [
        Placed(
            scenario=scenario,
            scenario_key=keys[scenario.scenario_id],
            workforce_key=workforce_keys[scenario.workforce_id],
            built_at=built_at,
            first_replicate=0,
            last_replicate=scenario.parameters.simulation.replicates - 1,
            last_detailed_replicate=(
                scenario.parameters.simulation.replicates - 1 if has_all_people else 0
            ),
        )
        for scenario in ordered
    ]


def with_known_baselines(placed: Sequence[Placed]) -> list[Placed]:
    """The scenarios, each compared with its baseline only if that is there as well."""
    known = _with_known_baselines([each.scenario for each in placed])
    return [replace(each, scenario=scenario) for each, scenario in zip(placed, known, strict=True)]


def _numbered(names: Sequence[str], known: Mapping[str, int]) -> dict[str, int]:
    """A number from 1 for each name: the known one, or the smallest that is free."""
    taken = {known[name] for name in names if name in known}
    free = (number for number in count(1) if number not in taken)
    return {name: known[name] if name in known else next(free) for name in names}


def _with_known_baselines(planned: Sequence[ScenarioInput]) -> tuple[ScenarioInput, ...]:
    """The scenarios, each compared with its baseline only if that is built as well."""
    known = {scenario.scenario_id for scenario in planned}
    return tuple(s if s.baseline_id in known else replace(s, baseline_id=None) for s in planned)


def census_source(scenario: ResolvedScenario, workspace: Path) -> CensusSource:
    """The census that a scenario names; by default, it holds on the day before the first year."""
    census = scenario.parameters.census
    start = scenario.parameters.simulation.start_year
    return CensusSource(
        path=census.path,
        as_of=census.as_of or dt.date(start - 1, 12, 31),
        columns=census.columns,
        sample_size=census.sample_size,
        seed=SAMPLE_SEED,
        folder=workspace,
        sheet=census.sheet,
    )


def _scenario_input(scenario: ResolvedScenario, identity: str, parts: Parts) -> ScenarioInput:
    values = scenario.parameters.model_dump(mode="json")
    shared = {
        "census": identity,
        "simulation": values["simulation"],
        "workforce": values["workforce"],
    }
    return ScenarioInput(
        scenario_id=scenario.scenario_id,
        label=scenario.label,
        description=scenario.description,
        kind=scenario.kind,
        tags=scenario.tags,
        baseline_id=scenario.baseline_id,
        file=str(scenario.path),
        parameters=scenario.parameters,
        census_id=identity,
        workforce_id=digest(shared)[:12],
        fingerprint=fingerprint(parts),
    )
