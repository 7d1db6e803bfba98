"""Scenario files simulated through the project's own path, and what came out."""

from __future__ import annotations

import csv
from collections import namedtuple
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from runner.build.run import BuildRequest, build
from runner.errors import ExitCode
from runner.project import dbt_project
from runner.scenarios.resolve import resolve_scenarios

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


def simulate(workspace: Path, output: Path) -> tuple[Path, dict[str, Parameters]]:
    """Build all scenarios of a workspace; returns the warehouse and their parameters."""
    folder = workspace / "scenarios"
    request = BuildRequest(scenarios_dir=folder, output=output, detail_exports=False, quiet=True)
    assert build(request) == ExitCode.DONE
    return output / "warehouse.duckdb", resolved(workspace)


def resolved(workspace: Path) -> dict[str, Parameters]:
    """The parameters of a workspace's scenarios."""
    scenarios = resolve_scenarios(workspace / "scenarios").scenarios
    return {name: scenario.parameters for name, scenario in scenarios.items()}


def published_limits() -> dict[int, dict[str, str]]:
    """The seed file of statutory limits by year."""
    with (dbt_project() / "seeds" / "statutory_limits.csv").open(newline="") as file:
        return {int(row["plan_year"]): row for row in csv.DictReader(file)}
