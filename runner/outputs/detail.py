"""What a batch keeps of each scenario: a database of its own, and what was resolved."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import duckdb

from runner.errors import OutputError

MARTS = (
    "dim_scenarios",
    "fct_plan_years",
    "fct_nondiscrimination",
    "fct_design_checks",
    "fct_scenario_summary",
    "fct_scenario_trends",
    "fct_scenario_deltas",
    "fct_gainers_losers",
    "fct_cost_attribution",
    "fct_workforce_snapshot",
    "fct_contributions",
    "fct_yearly_events",
)
CENSUS_MARTS = ("fct_census_issues", "fct_census_left_out")
STORAGE_VERSION = "v1.5.0"
"""The form of the files: DuckDB 1.5 and later read it."""


def write_databases(warehouse: Path, batch: Path, scenario_ids: Iterable[str]) -> None:
    """Write ``<id>/simulation_<id>.duckdb`` for each scenario: its rows of all marts.

    Raises OutputError when a file cannot be written.
    """
    try:
        with duckdb.connect() as connection:
            connection.execute(f"attach '{_literal(warehouse)}' as warehouse (read_only)")
            for scenario_id in scenario_ids:
                folder = batch / scenario_id
                folder.mkdir(exist_ok=True)
                _write(connection, folder / f"simulation_{scenario_id}.duckdb", scenario_id)
    except (OSError, duckdb.IOException) as error:
        raise OutputError(
            f"{batch}: the databases of single scenarios cannot be written: {error}. They need "
            "about as much space as the warehouse. Free some or use --no-detail-exports."
        ) from error


def _write(connection: duckdb.DuckDBPyConnection, target: Path, scenario_id: str) -> None:
    unfinished = target.with_suffix(".unfinished")
    connection.execute("set variable exported = ?", [scenario_id])
    connection.execute(
        f"attach '{_literal(unfinished)}' as exported (storage_version '{STORAGE_VERSION}')"
    )
    for mart in MARTS:
        connection.execute(
            f"create table exported.{mart} as "
            f"select * from warehouse.main.{mart} where scenario_id = getvariable('exported')"
        )
    for mart in CENSUS_MARTS:
        connection.execute(
            f"create table exported.{mart} as select census_rows.* "
            f"from warehouse.main.{mart} as census_rows "
            "inner join exported.dim_scenarios using (census_id)"
        )
    connection.execute("detach exported")
    unfinished.replace(target)


def _literal(path: Path) -> str:
    return str(path).replace("'", "''")
