"""The ledger of an output folder: which builds ran, what they did, what became of it.

SQLite, because it survives a kill at any moment and can be read while a build writes it. Who
is alive is decided by the lock of the folder alone: what the ledger calls running while nobody
holds the lock was interrupted. Times of day are for display; what is measured is measured by
clocks that cannot be set back.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LEDGER = "ledger.sqlite"
VERSION = 1

_TABLES = """
create table batches (
    batch_id text primary key, number integer not null, state text not null,
    started text not null, ended text, owner integer not null, boot text not null,
    command text not null, predicted_seconds real, predicted_rows integer,
    seconds real, rows integer, stages text
);
create table runs (
    run_id integer primary key, batch_id text not null, piece text not null,
    scenario_id text not null, first_replicate integer not null,
    last_replicate integer not null, fingerprint text not null, state text not null,
    model text, message text, seconds real, rows integer
);
create table steps (piece text not null, node text not null, primary key (piece, node));
create table fingerprints (fingerprint text primary key, parts text not null);
"""


@dataclass(frozen=True)
class Run:
    """A scenario, or some of its replicates, in one build.

    ``state`` is planned, running, completed, failed or interrupted; ``seconds`` is the scenario's
    share of the piece that it ran in.
    """

    batch_id: str
    piece: str
    scenario_id: str
    first_replicate: int
    last_replicate: int
    fingerprint: str
    state: str
    model: str | None = None
    message: str | None = None
    seconds: float | None = None
    rows: int | None = None


class Ledger:
    """An open ledger; each method is one short transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._lock = threading.Lock()

    def begin(self, batch_id: str, started: dt.datetime, command: Iterable[str]) -> None:
        """Enter a batch as running; what others left running was interrupted."""
        with self._transaction() as change:
            change("update batches set state = 'interrupted' where state = 'running'")
            change("update runs set state = 'interrupted' where state in ('running', 'planned')")
            change(
                "insert into batches "
                "(batch_id, number, state, started, owner, boot, command) values "
                "(?, (select coalesce(max(number), 0) + 1 from batches), 'running', ?, ?, ?, ?)",
                batch_id,
                started.isoformat(timespec="seconds"),
                os.getpid(),
                boot_id(),
                json.dumps(list(command)),
            )

    def predict(self, batch_id: str, rows: int, seconds: float | None) -> None:
        """Note what a batch is expected to cost."""
        with self._transaction() as change:
            change(
                "update batches set predicted_rows = ?, predicted_seconds = ? where batch_id = ?",
                rows,
                seconds,
                batch_id,
            )

    def end(
        self,
        batch_id: str,
        state: str,
        seconds: float,
        rows: int | None = None,
        stages: Mapping[str, float] | None = None,
    ) -> None:
        """Note how a batch ended; runs that were not finished end in the same state."""
        ended = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        with self._transaction() as change:
            change(
                "update batches set state = ?, ended = ?, seconds = ?, rows = ?, stages = ? "
                "where batch_id = ?",
                state,
                ended,
                seconds,
                rows,
                json.dumps(dict(stages or {})),
                batch_id,
            )
            change(
                "update runs set state = ? where batch_id = ? and state in ('running', 'planned')",
                "failed" if state == "failed" else "interrupted",
                batch_id,
            )

    def enter(self, runs: Iterable[Run]) -> None:
        """Add runs, each in its state, in place of those of the same pieces that were planned."""
        runs = list(runs)
        planned = [(run.batch_id, run.piece) for run in runs]
        rows = [tuple(vars(run).values()) for run in runs]
        names = ", ".join(Run.__dataclass_fields__)
        marks = ", ".join("?" for _ in Run.__dataclass_fields__)
        with self._transaction():
            self._connection.executemany(
                "delete from runs where batch_id = ? and piece = ? and state = 'planned'", planned
            )
            self._connection.executemany(f"insert into runs ({names}) values ({marks})", rows)

    def mark(self, batch_id: str, piece: str, state: str, seconds: float | None = None) -> None:
        """Change the state of a piece's runs; its seconds are shared out evenly."""
        with self._transaction() as change:
            change(
                "update runs set state = ?, seconds = ? / "
                "(select count(*) from runs where batch_id = ? and piece = ?) "
                "where batch_id = ? and piece = ?",
                state,
                seconds,
                batch_id,
                piece,
                batch_id,
                piece,
            )

    def blame(
        self, batch_id: str, piece: str, scenario_id: str, model: str | None, message: str
    ) -> None:
        """Note that a scenario failed, at which model and with which message."""
        with self._transaction() as change:
            change(
                "update runs set state = 'failed', model = ?, message = ? "
                "where batch_id = ? and piece = ? and scenario_id = ?",
                model,
                message,
                batch_id,
                piece,
                scenario_id,
            )

    def count(self, batch_id: str, rows: Mapping[str, int]) -> None:
        """Note how many rows of people and years each scenario has."""
        with self._transaction():
            self._connection.executemany(
                "update runs set rows = ? where batch_id = ? and scenario_id = ?",
                [(count, batch_id, name) for name, count in rows.items()],
            )

    def step(self, piece: str, node: str) -> None:
        """Note that a node of a piece is finished, and will be there after a kill."""
        with self._transaction() as change:
            change("insert or ignore into steps values (?, ?)", piece, node)

    def steps(self, piece: str) -> set[str]:
        """The nodes of a piece that are finished."""
        return {name for (name,) in self._rows("select node from steps where piece = ?", piece)}

    def forget_steps(self, *, but: str | None = None) -> None:
        """Forget the nodes of all pieces, or of all but one: their files are no more."""
        with self._transaction() as change:
            change("delete from steps where piece is not ?", but)

    def remember(self, fingerprint: str, parts: Mapping[str, str]) -> None:
        """Keep the parts of a fingerprint, so that a change of it can be explained."""
        with self._transaction() as change:
            change(
                "insert or ignore into fingerprints values (?, ?)",
                fingerprint,
                json.dumps(dict(parts)),
            )

    def parts(self, fingerprint: str) -> dict[str, str] | None:
        """The parts of a fingerprint, if this ledger knows it."""
        rows = self._rows("select parts from fingerprints where fingerprint = ?", fingerprint)
        return json.loads(rows[0][0]) if rows else None

    def batches(self, state: str | None = None) -> list[dict[str, Any]]:
        """All batches, or those in a state, the oldest first."""
        sql = "select * from batches where coalesce(?, state) = state order by number"
        names = [row[1] for row in self._rows("pragma table_info(batches)")]
        return [dict(zip(names, row, strict=True)) for row in self._rows(sql, state)]

    def last_runs(self) -> dict[str, Run]:
        """The latest run of each scenario, by its id."""
        names = ", ".join(Run.__dataclass_fields__)
        rows = self._rows(f"select {names} from runs order by run_id")
        return {run.scenario_id: run for run in (Run(*row) for row in rows)}

    def costs(self, fingerprint: str) -> tuple[float, int] | None:
        """Seconds and rows of the latest completed runs with a fingerprint, if there are any."""
        rows = self._rows(
            "select sum(seconds), max(rows) from runs where state = 'completed' "
            "and fingerprint = ? group by batch_id order by max(run_id) desc limit 1",
            fingerprint,
        )
        return (rows[0][0] or 0.0, rows[0][1] or 0) if rows else None

    def _rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._connection.execute(sql, values).fetchall()

    @contextmanager
    def _transaction(self) -> Iterator[Any]:
        with self._lock, self._connection:
            yield lambda sql, *values: self._connection.execute(sql, values)


@contextmanager
def open_ledger(work: Path) -> Iterator[Ledger]:
    """Open the ledger of a folder for work in progress, creating it where there is none.

    One that is damaged is put aside: it explains results, but holds none.
    """
    path = work / LEDGER
    try:
        connection = _connected(path)
    except sqlite3.DatabaseError:
        path.replace(path.with_suffix(".damaged"))
        for rest in ("-wal", "-shm"):
            path.with_name(LEDGER + rest).unlink(missing_ok=True)
        connection = _connected(path)
    with closing(connection):
        yield Ledger(connection)


@contextmanager
def read_ledger(work: Path) -> Iterator[Ledger | None]:
    """The ledger for reading alone; none where nothing was built, or it cannot be read."""
    path = work / LEDGER
    if not path.is_file():
        yield None
        return
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        connection.execute("select count(*) from batches")
    except sqlite3.DatabaseError:
        yield None
        return
    with closing(connection):
        yield Ledger(connection)


def boot_id() -> str:
    """What distinguishes this start of the machine: process ids begin anew with each."""
    path = Path("/proc/sys/kernel/random/boot_id")
    return path.read_text().strip() if path.is_file() else ""


def _connected(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, check_same_thread=False, timeout=30)
    try:
        connection.execute("pragma journal_mode = wal")
        connection.execute("pragma synchronous = normal")
        [(version,)] = connection.execute("pragma user_version")
        if version not in (0, VERSION):
            raise sqlite3.DatabaseError("written by another version")
        if version == 0:
            connection.executescript(f"begin; {_TABLES} pragma user_version = {VERSION}; commit;")
    except sqlite3.DatabaseError:
        connection.close()
        raise
    return connection
