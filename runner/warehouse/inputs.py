"""The parameter tables: what the scenarios say, as rows that dbt models read.

This is the only place that writes them. Each table is written in one statement from one
bound JSON value, so that no value of a user ever becomes SQL text.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from runner.parameters.catalogue import Leaf, Parameters, leaves
from runner.parameters.contributions import Match, Tier
from runner.parameters.kinds import ALL_YEARS, Band, RateBand, value_in

if TYPE_CHECKING:
    import duckdb

Row = dict[str, Any]


@dataclass(frozen=True)
class ScenarioInput:
    """A scenario as it enters the database: what it is called, what it says, what it shares."""

    scenario_id: str
    label: str
    description: str
    kind: str
    tags: tuple[str, ...]
    baseline_id: str | None
    file: str
    parameters: Parameters
    census_id: str
    workforce_id: str
    fingerprint: str


@dataclass(frozen=True)
class Placed:
    """A scenario in a database: under which keys, simulated when, which of its replicates.

    People are kept up to ``last_detailed_replicate``: of the first, or of all.
    """

    scenario: ScenarioInput
    scenario_key: int
    workforce_key: int
    built_at: dt.datetime
    first_replicate: int
    last_replicate: int
    last_detailed_replicate: int = 0


SCENARIOS = {
    "scenario_key": "INTEGER",
    "scenario_id": "VARCHAR",
    "label": "VARCHAR",
    "description": "VARCHAR",
    "kind": "VARCHAR",
    "tags": "VARCHAR[]",
    "baseline_id": "VARCHAR",
    "file": "VARCHAR",
    "census_id": "VARCHAR",
    "workforce_key": "INTEGER",
    "workforce_id": "VARCHAR",
    "fingerprint": "VARCHAR",
    "built_at": "TIMESTAMP",
    "seed": "BIGINT",
    "replicates": "INTEGER",
    "first_replicate": "INTEGER",
    "last_replicate": "INTEGER",
    "last_detailed_replicate": "INTEGER",
    "start_year": "INTEGER",
    "end_year": "INTEGER",
}
BANDS = {
    "scenario_key": "INTEGER",
    "parameter": "VARCHAR",
    "lower_bound": "INTEGER",
    "upper_bound": "INTEGER",
    "value": "DECIMAL(9,6)",
}
CHOICES = {
    "scenario_key": "INTEGER",
    "from_age": "INTEGER",
    "to_age": "INTEGER",
    "rate": "DECIMAL(9,6)",
    "weight": "DECIMAL(9,6)",
}
HIRING_AGES = {
    "scenario_key": "INTEGER",
    "from_age": "INTEGER",
    "to_age": "INTEGER",
    "weight": "DECIMAL(9,6)",
}
EXCLUSIONS = {
    "scenario_key": "INTEGER",
    "field": "VARCHAR",
    "value": "VARCHAR",
}
DEPARTMENT_GROWTH = {
    "scenario_key": "INTEGER",
    "plan_year": "INTEGER",
    "department": "VARCHAR",
    "rate": "DECIMAL(9,6)",
}
MATCH_SERVICE_BANDS = {
    "scenario_key": "INTEGER",
    "service_from": "INTEGER",
    "service_to": "INTEGER",
}
MATCH_TIERS = {
    "scenario_key": "INTEGER",
    "plan_year": "INTEGER",
    "service_from": "INTEGER",
    "up_to": "DECIMAL(9,6)",
    "rate": "DECIMAL(9,6)",
}


def write_inputs(connection: duckdb.DuckDBPyConnection, placed: Sequence[Placed]) -> None:
    """Write the tables of schema ``inputs`` for these scenarios, replacing what was there."""
    keyed = [(each.scenario_key, each.scenario) for each in placed]
    scalars = [leaf for leaf in leaves() if leaf.sql_type]
    connection.execute("create schema if not exists inputs")
    tables: list[tuple[str, dict[str, str], Iterable[Row]]] = [
        ("scenarios", SCENARIOS, _scenario_rows(placed)),
        ("plan_years", _plan_year_columns(scalars), _plan_year_rows(keyed, scalars)),
        ("bands", BANDS, _band_rows(keyed)),
        ("choices", CHOICES, _choice_rows(keyed)),
        ("hiring_ages", HIRING_AGES, _hiring_age_rows(keyed)),
        ("exclusions", EXCLUSIONS, _exclusion_rows(keyed)),
        ("department_growth", DEPARTMENT_GROWTH, _department_growth_rows(keyed)),
        ("match_service_bands", MATCH_SERVICE_BANDS, _service_band_rows(keyed)),
        ("match_tiers", MATCH_TIERS, _tier_rows(keyed)),
    ]
    for name, columns, rows in tables:
        write_table(connection, f"inputs.{name}", columns, rows)


def write_table(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    columns: dict[str, str],
    rows: Iterable[Row],
) -> None:
    """Create or replace a table from rows: one statement, one bound value."""
    shape = json.dumps([columns])
    names = ", ".join(f'"{name}" {sql_type}' for name, sql_type in columns.items())
    connection.execute(f"create or replace table {table} ({names})")
    connection.execute(
        f"insert into {table} by name "
        "select unnest(from_json($rows::json, $shape), recursive := true)",
        {"rows": json.dumps(list(rows), default=_plain), "shape": shape},
    )


def _plain(value: Any) -> str:
    if isinstance(value, Decimal | dt.date | dt.datetime):
        return str(value)
    raise TypeError(f"no JSON form for {type(value).__name__}")


Keyed = Sequence[tuple[int, ScenarioInput]]


def _years(parameters: Parameters) -> range:
    start = parameters.simulation.start_year
    return range(start, start + parameters.simulation.years)


def _scenario_rows(placed: Iterable[Placed]) -> Iterator[Row]:
    for each in placed:
        scenario = each.scenario
        simulation = scenario.parameters.simulation
        years = _years(scenario.parameters)
        yield {
            "scenario_key": each.scenario_key,
            "scenario_id": scenario.scenario_id,
            "label": scenario.label,
            "description": scenario.description,
            "kind": scenario.kind,
            "tags": list(scenario.tags),
            "baseline_id": scenario.baseline_id,
            "file": scenario.file,
            "census_id": scenario.census_id,
            "workforce_key": each.workforce_key,
            "workforce_id": scenario.workforce_id,
            "fingerprint": scenario.fingerprint,
            "built_at": each.built_at.replace(tzinfo=None),
            "seed": simulation.seed,
            "replicates": simulation.replicates,
            "first_replicate": each.first_replicate,
            "last_replicate": each.last_replicate,
            "last_detailed_replicate": each.last_detailed_replicate,
            "start_year": years[0],
            "end_year": years[-1],
        }


def _plan_year_columns(scalars: Sequence[Leaf]) -> dict[str, str]:
    columns = {"scenario_key": "INTEGER", "plan_year": "INTEGER"}
    return columns | {leaf.column: str(leaf.sql_type) for leaf in scalars}


def _plan_year_rows(keyed: Keyed, scalars: Sequence[Leaf]) -> Iterator[Row]:
    for key, scenario in keyed:
        values = [(leaf, leaf.value(scenario.parameters)) for leaf in scalars]
        for year in _years(scenario.parameters):
            row: Row = {"scenario_key": key, "plan_year": year}
            for leaf, value in values:
                row[leaf.column] = value_in(value, year) if leaf.by_year else value
            yield row


def _band_rows(keyed: Keyed) -> Iterator[Row]:
    banded = [leaf for leaf in leaves() if leaf.sql_type is None]
    for key, scenario in keyed:
        for leaf in banded:
            bands = leaf.value(scenario.parameters)
            if isinstance(bands, list) and bands and isinstance(bands[0], Band | RateBand):
                for lower, upper, band in _bounded(bands):
                    yield {
                        "scenario_key": key,
                        "parameter": leaf.path,
                        "lower_bound": lower,
                        "upper_bound": upper,
                        "value": band.value,
                    }


def _bounded(bands: Sequence[Any]) -> Iterator[tuple[int, int | None, Any]]:
    """Each band with its bounds; the last one has no upper bound."""
    lowers = [band.from_ for band in bands]
    for (lower, upper), band in zip(pairwise([*lowers, None]), bands, strict=True):
        yield lower, upper, band


def _choice_rows(keyed: Keyed) -> Iterator[Row]:
    for key, scenario in keyed:
        for lower, upper, band in _bounded(scenario.parameters.behavior.deferral_rates):
            for choice in band.choices:
                yield {
                    "scenario_key": key,
                    "from_age": lower,
                    "to_age": upper,
                    "rate": choice.rate,
                    "weight": choice.weight,
                }


def _hiring_age_rows(keyed: Keyed) -> Iterator[Row]:
    for key, scenario in keyed:
        for band in scenario.parameters.workforce.hiring.ages:
            yield {
                "scenario_key": key,
                "from_age": band.from_,
                "to_age": band.to,
                "weight": band.weight,
            }


def _exclusion_rows(keyed: Keyed) -> Iterator[Row]:
    for key, scenario in keyed:
        rules = scenario.parameters.plan.eligibility
        excluded = {"department": rules.excluded_departments, "location": rules.excluded_locations}
        for field, values in excluded.items():
            for value in dict.fromkeys(values):
                yield {"scenario_key": key, "field": field, "value": value}


def _department_growth_rows(keyed: Keyed) -> Iterator[Row]:
    for key, scenario in keyed:
        departments = scenario.parameters.workforce.growth_by_department
        for year in _years(scenario.parameters):
            for each in value_in(departments, year):
                yield {
                    "scenario_key": key,
                    "plan_year": year,
                    "department": each.department,
                    "rate": each.rate,
                }


def _service_band_rows(keyed: Keyed) -> Iterator[Row]:
    for key, scenario in keyed:
        for lower, upper, _ in _service_bands(scenario.parameters.plan.match):
            yield {"scenario_key": key, "service_from": lower, "service_to": upper}


def _tier_rows(keyed: Keyed) -> Iterator[Row]:
    for key, scenario in keyed:
        for year in _years(scenario.parameters):
            for lower, _, tiers in _service_bands(scenario.parameters.plan.match):
                for tier in value_in(tiers, year):
                    yield {
                        "scenario_key": key,
                        "plan_year": year,
                        "service_from": lower,
                        "up_to": tier.up_to,
                        "rate": tier.rate,
                    }


def _service_bands(match: Match) -> Iterator[tuple[int, int | None, dict[int, list[Tier]]]]:
    """The bands of service with their tiers by year; plain tiers are one band from 0 on."""
    if match.by_service is None:
        yield 0, None, match.tiers
    else:
        for lower, upper, band in _bounded(match.by_service):
            yield lower, upper, {ALL_YEARS: band.tiers}
