"""Where a build works: its folder, its databases, its ledger, its limits."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from runner.build import dbt
from runner.build.progress import Progress
from runner.warehouse import gather, publish
from runner.warehouse.inputs import Placed
from runner.warehouse.ledger import Ledger

if TYPE_CHECKING:
    import duckdb

GATHERED = "batch.duckdb"
COPIED = "copied.duckdb"

SMALL = 500_000
"""Years of people up to which one thread is enough for a model."""

AT_ONCE = 2
"""Models of a small build that are worked on at once; Python runs between them, in one thread."""


@dataclass(frozen=True)
class Site:
    """Where a build works and with what; ``memory`` is in bytes."""

    work: Path
    output: Path
    batch_id: str
    ledger: Ledger
    progress: Progress
    threads: int
    memory: int
    is_forced: bool = False
    stops_at_failure: bool = False

    @property
    def database(self) -> Path:
        """The database in which dbt works: always of this name, by which it knows the project."""
        return self.work / publish.WAREHOUSE

    @property
    def gathering(self) -> Path:
        """The database in which finished pieces are gathered."""
        return self.work / GATHERED

    @property
    def published(self) -> Path:
        """The database that readers see: what an earlier build published."""
        return self.output / publish.WAREHOUSE

    @property
    def engine(self) -> dbt.Engine:
        """What dbt works with."""
        work = self.work.absolute()  # dbt takes relative paths as relative to its project
        limit = f"{self.memory // 2**20}MiB"
        return dbt.Engine(work / publish.WAREHOUSE, work / "dbt", self.threads, limit)

    def engine_for(self, rows: int) -> dbt.Engine:
        """What dbt works with on so many years of people.

        Few rows are a single piece of work for the engine, and more threads than one only keep
        each other busy; the other processors work on other models meanwhile.
        """
        if rows > SMALL:
            return self.engine
        return replace(self.engine, threads=1, at_once=min(AT_ONCE, self.threads))

    def limit(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Hold the same limits in a connection as dbt does."""
        connection.execute(f"set memory_limit = '{self.memory // 2**20}MiB'")
        connection.execute(f"set threads = {self.threads}")
        connection.execute("set preserve_insertion_order = false")

    def discard(self) -> None:
        """Forget what an interrupted build has left."""
        self.ledger.forget_steps()
        publish.remove(self.database)
        publish.remove(self.gathering)
        self.remove_copy()

    def remove_copy(self) -> None:
        """Remove a copy of the published database that was not finished."""
        publish.remove(self.work / COPIED)

    def begin_gathering(self) -> None:
        """Make a database to gather in, with the censuses of the working database."""
        publish.create(self.work, GATHERED)
        with publish.connect(self.gathering) as connection:
            gather.prepare(connection)
            gather.add_censuses(connection, self.database)

    def carry(self, kept: Sequence[Placed]) -> list[gather.Gathered]:
        """Make the database to gather in from the published one, with these scenarios alone."""
        copy = self.work / COPIED
        self.remove_copy()
        shutil.copyfile(self.published, copy)
        records = [record(part, gather.PUBLISHED) for part in kept]
        with publish.connect(copy) as connection:
            self.limit(connection)
            gather.carry(connection, whose(kept), records)
        copy.replace(self.gathering)
        return records


def whose(parts: Sequence[Placed]) -> gather.Whose:
    """The keys of scenarios and of what they share."""
    return gather.Whose(
        {part.scenario.scenario_id for part in parts},
        {part.scenario_key for part in parts},
        {part.workforce_key for part in parts},
        {part.scenario.census_id for part in parts},
        max((part.last_detailed_replicate for part in parts), default=0),
    )


def record(part: Placed, source: str) -> gather.Gathered:
    """What is noted of a part that was gathered."""
    return gather.Gathered(
        scenario_id=part.scenario.scenario_id,
        scenario_key=part.scenario_key,
        workforce_id=part.scenario.workforce_id,
        workforce_key=part.workforce_key,
        fingerprint=part.scenario.fingerprint,
        first_replicate=part.first_replicate,
        last_replicate=part.last_replicate,
        last_detailed_replicate=part.last_detailed_replicate,
        built_at=part.built_at,
        source=source,
    )
