"""Scenario files simulated through the project's own path, and what came out."""

from __future__ import annotations

import csv
import datetime as dt
from collections import namedtuple
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from runner.build import dbt
from runner.build.plan import make_plan
from runner.project import dbt_project
from runner.scenarios.resolve import resolve_scenarios
from runner.warehouse import census, inputs, publish

if TYPE_CHECKING:
    import duckdb

    from runner.parameters.catalogue import Parameters

COMPANY = Path(__file__).parent / "company"
"""The workspace of these tests: scenarios/ and the censuses that they name."""


@dataclass(frozen=True)
class Simulated:
    """A warehouse: its file, open for reading, and the parameters of its scenarios."""

    path: Path
    connection: duckdb.DuckDBPyConnection
    parameters: dict[str, Parameters]

    def rows(self, sql: str, *values: Any) -> list[Any]:
        """The rows of a query, with their columns as names."""
        cursor = self.connection.cursor().execute(sql, values)
        row = namedtuple("Row", [column[0] for column in cursor.description], rename=True)
        return [row(*found) for found in cursor.fetchall()]

    def value(self, sql: str, *values: Any) -> Any:
        """The only value of a query."""
        ((found,),) = self.rows(sql, *values)
        return found


def simulate(workspace: Path, folder: Path) -> tuple[Path, dict[str, Parameters]]:
    """Simulate all scenarios of a workspace in a folder; returns the database and parameters.

    Models are built and data tests run as `runner build` does; any that fails is an error here.
    """
    resolution = resolve_scenarios(workspace / "scenarios")
    assert not resolution.invalid, [str(p) for each in resolution.invalid.values() for p in each]
    plan = make_plan(list(resolution.scenarios.values()), workspace)
    path = publish.create(folder)
    with publish.connect(path) as connection:
        for source in plan.censuses.values():
            census.read_census(connection, source)
        inputs.write_inputs(connection, plan.scenarios, dt.datetime(2026, 1, 1))
    engine = dbt.Engine(path, folder / "dbt", threads=2, memory="1GB")
    nodes = dbt.build_models(engine, lambda *_: None)
    failed = [f"{node.name}: {node.message}" for node in nodes if node.failed]
    assert not failed, "\n".join(failed)
    return path, {name: found.parameters for name, found in resolution.scenarios.items()}


def published_limits() -> dict[int, dict[str, str]]:
    """The seed file of statutory limits by year."""
    with (dbt_project() / "seeds" / "statutory_limits.csv").open(newline="") as file:
        return {int(row["plan_year"]): row for row in csv.DictReader(file)}
