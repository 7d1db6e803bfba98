"""What a build will do: which scenarios, on which census, sharing which workforce."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from runner import project
from runner.errors import CensusError
from runner.scenarios.resolve import ResolvedScenario
from runner.warehouse.census import CensusSource, census_id
from runner.warehouse.inputs import ScenarioInput

SAMPLE_SEED = 42
"""The generated census is one company: another seed of a simulation does not change it."""


@dataclass(frozen=True)
class Plan:
    """What goes into the database, and what cannot: messages by scenario id."""

    scenarios: tuple[ScenarioInput, ...]
    censuses: dict[str, CensusSource]
    failed: dict[str, str]


def make_plan(scenarios: Sequence[ResolvedScenario], workspace: Path) -> Plan:
    """Identify the census, workforce and fingerprint of each scenario.

    A scenario whose census cannot be opened is in ``failed``, with the message.
    """
    planned, censuses, failed = [], {}, {}
    for scenario in scenarios:
        source = census_source(scenario, workspace)
        try:
            identity = census_id(source)
        except CensusError as error:
            failed[scenario.scenario_id] = str(error)
            continue
        censuses[identity] = source
        planned.append(_scenario_input(scenario, identity))
    return Plan(_with_known_baselines(planned), censuses, failed)


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
    return Plan(_with_known_baselines(kept), censuses, {**plan.failed, **failed})


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


def _scenario_input(scenario: ResolvedScenario, identity: str) -> ScenarioInput:
    values = scenario.parameters.model_dump(mode="json")
    shared = {
        "census": identity,
        "simulation": values["simulation"],
        "workforce": values["workforce"],
    }
    everything = {"parameters": values, "census": identity, "code": code_hash()}
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
        workforce_id=_digest(shared)[:12],
        fingerprint=_digest(everything),
    )


@cache
def code_hash() -> str:
    """A hash of all that turns parameters into results: SQL, seeds and engine versions."""
    root = project.root()
    digest = hashlib.sha256()
    for folder in ("dbt_project/models", "dbt_project/seeds", "macros"):
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in (".sql", ".csv"):
                digest.update(path.relative_to(root).as_posix().encode())
                digest.update(path.read_bytes())
    for package in ("duckdb", "dbt-core", "dbt-duckdb"):
        digest.update(f"{package}=={version(package)}".encode())
    return digest.hexdigest()


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
