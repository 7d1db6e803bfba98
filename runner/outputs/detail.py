"""What a batch keeps of each scenario: workbooks, and a database of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import duckdb

from runner.errors import OutputError
from runner.outputs.contributions_book import write_contributions
from runner.outputs.events_book import write_events
from runner.outputs.facts import BatchFacts
from runner.outputs.scenario_book import DETAIL_ROWS, Shown, show
from runner.outputs.workforce_book import write_workforce

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

WORKBOOKS: Mapping[str, tuple[str, Callable[[Shown, Path], None]]] = {
    "workforce": ("workforce_snapshot", write_workforce),
    "events": ("yearly_events", write_events),
    "contributions": ("contributions", write_contributions),
}
"""What there is of each scenario: how its file's name begins, and what writes it."""


def write_workbooks(
    warehouse: Path,
    batch: Path,
    scenario_ids: Iterable[str],
    facts: BatchFacts,
    *,
    kinds: Iterable[str] = tuple(WORKBOOKS),
    detail_rows: int = DETAIL_ROWS,
    jobs: int = 1,
) -> list[Path]:
    """Write workbooks of each scenario into ``<id>/``, so many at a time; returns their paths.

    Raises OutputError when a file cannot be written.
    """

    def write(scenario_id: str, kind: str) -> Path:
        name, writer = WORKBOOKS[kind]
        target = batch / scenario_id / f"{name}_{scenario_id}.xlsx"
        target.parent.mkdir(exist_ok=True)
        writer(show(connection, scenario_id, facts, detail_rows), target)
        return target

    # Rendering and packing happen in the engine and in zlib, where threads run side by side.
    with (
        _explaining(batch, "the workbooks of single scenarios"),
        duckdb.connect(str(warehouse), read_only=True) as connection,
        ThreadPoolExecutor(jobs) as pool,
    ):
        asked = [(name, kind) for name in scenario_ids for kind in kinds]
        return list(pool.map(lambda pair: write(*pair), asked))


def write_databases(warehouse: Path, batch: Path, scenario_ids: Iterable[str]) -> list[Path]:
    """Write ``<id>/simulation_<id>.duckdb`` for each scenario: its rows of all marts.

    Raises OutputError when a file cannot be written.
    """
    written = []
    with _explaining(batch, "the databases of single scenarios"), duckdb.connect() as connection:
        connection.execute(f"attach '{_literal(warehouse)}' as warehouse (read_only)")
        for scenario_id in scenario_ids:
            folder = batch / scenario_id
            folder.mkdir(exist_ok=True)
            written.append(folder / f"simulation_{scenario_id}.duckdb")
            _write(connection, written[-1], scenario_id)
    return written


@contextmanager
def _explaining(batch: Path, what: str) -> Iterator[None]:
    try:
        yield
    except (OSError, duckdb.IOException) as error:
        raise OutputError(
            f"{batch}: {what} cannot be written: {error}. They need "
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
