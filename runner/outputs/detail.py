"""What a batch keeps of each scenario: workbooks, and a database of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import duckdb

from runner.errors import OutputError
from runner.outputs import contributions_book, events_book, workforce_book
from runner.outputs.contributions_book import write_contributions
from runner.outputs.events_book import write_events
from runner.outputs.facts import DETAIL_ROWS, BatchFacts
from runner.outputs.long_tables import LongTable
from runner.outputs.rows import write_rows
from runner.outputs.scenario_book import Shown, show
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


class Kind(NamedTuple):
    """A workbook of each scenario: how its file's name begins, what writes it, and its rows."""

    stem: str
    write: Callable[[Shown, Path], None]
    rows: LongTable

    def path(self, batch: Path, scenario_id: str, suffix: str = "xlsx") -> Path:
        """The file of a scenario."""
        return batch / scenario_id / f"{self.stem}_{scenario_id}.{suffix}"


KINDS = {
    "workforce": Kind("workforce_snapshot", write_workforce, workforce_book.PEOPLE),
    "events": Kind("yearly_events", write_events, events_book.LIST),
    "contributions": Kind("contributions", write_contributions, contributions_book.PEOPLE),
}


def database_path(batch: Path, scenario_id: str) -> Path:
    """The file of a scenario's database."""
    return batch / scenario_id / f"simulation_{scenario_id}.duckdb"


def write_workbooks(
    warehouse: Path,
    batch: Path,
    scenario_ids: Iterable[str],
    facts: BatchFacts,
    *,
    kinds: Iterable[str] = tuple(KINDS),
    detail_rows: int = DETAIL_ROWS,
    jobs: int = 1,
) -> list[Path]:
    """Write workbooks of each scenario into ``<id>/``, so many at a time; returns their paths.

    Raises OutputError when a file cannot be written.
    """

    def write(scenario_id: str, kind: Kind) -> Path:
        target = kind.path(batch, scenario_id)
        target.parent.mkdir(parents=True, exist_ok=True)
        kind.write(show(connection, scenario_id, facts, detail_rows), target)
        return target

    # Rendering and packing happen in the engine and in zlib, where threads run side by side.
    with (
        _explaining(batch, "the workbooks of single scenarios"),
        duckdb.connect(str(warehouse), True, config={"threads": jobs}) as connection,
        ThreadPoolExecutor(jobs) as pool,
    ):
        asked = [(name, KINDS[kind]) for name in scenario_ids for kind in kinds]
        return list(pool.map(lambda pair: write(*pair), asked))


def write_scenario_rows(
    warehouse: Path, batch: Path, scenario_ids: Iterable[str], kind: str, suffix: str
) -> list[Path]:
    """Write the rows of a kind as CSV or Parquet, a file for each scenario; returns their paths.

    Raises OutputError when a file cannot be written.
    """
    written = []
    with (
        _explaining(batch, f"the {kind} of single scenarios"),
        duckdb.connect(str(warehouse), read_only=True) as connection,
    ):
        for scenario_id in scenario_ids:
            written.append(KINDS[kind].path(batch, scenario_id, suffix))
            written[-1].parent.mkdir(parents=True, exist_ok=True)
            connection.execute("set variable shown = ?", [scenario_id])
            write_rows(connection, KINDS[kind].rows.ordered, written[-1])
    return written


def write_marts(
    warehouse: Path, folder: Path, scenario_ids: Sequence[str], suffix: str
) -> list[Path]:
    """Write the scenarios' rows of every mart as CSV or Parquet; returns the files' paths.

    Raises OutputError when a file cannot be written.
    """
    ours = "list_contains(getvariable('exported'), scenario_id)"
    censuses = f"census_id in (select census_id from dim_scenarios where {ours})"
    queries = {mart: f"from {mart} where {ours} order by all" for mart in MARTS}
    queries |= {mart: f"from {mart} where {censuses} order by all" for mart in CENSUS_MARTS}
    with (
        _explaining(folder, "the tables"),
        duckdb.connect(str(warehouse), read_only=True) as connection,
    ):
        folder.mkdir(parents=True, exist_ok=True)
        connection.execute("set variable exported = ?", [list(scenario_ids)])
        for mart, query in queries.items():
            write_rows(connection, query, folder / f"{mart}.{suffix}")
    return [folder / f"{mart}.{suffix}" for mart in queries]


def write_databases(
    warehouse: Path, batch: Path, scenario_ids: Iterable[str], *, jobs: int = 1
) -> list[Path]:
    """Write ``<id>/simulation_<id>.duckdb`` for each scenario: its rows of all marts.

    ``jobs`` is how many cores the engine uses.

    Raises OutputError when a file cannot be written.
    """
    written = []
    with (
        _explaining(batch, "the databases of single scenarios"),
        duckdb.connect(config={"threads": jobs}) as connection,
    ):
        connection.execute(f"attach '{_literal(warehouse)}' as warehouse (read_only)")
        for scenario_id in scenario_ids:
            written.append(database_path(batch, scenario_id))
            written[-1].parent.mkdir(parents=True, exist_ok=True)
            _write(connection, written[-1], scenario_id)
    return written


@contextmanager
def _explaining(batch: Path, what: str) -> Iterator[None]:
    try:
        yield
    except (OSError, duckdb.IOException) as error:
        raise OutputError(
            f"{batch}: {what} cannot be written: {error}. They need about as much space as the "
            "warehouse. Free some; a build leaves them out with --no-detail-exports."
        ) from error


def _write(connection: duckdb.DuckDBPyConnection, target: Path, scenario_id: str) -> None:
    unfinished = target.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)  # of an export that was killed
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
