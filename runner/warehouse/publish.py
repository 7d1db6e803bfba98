"""The database files: a private one to work in, and the published one that readers see."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from runner.errors import OutputError

if TYPE_CHECKING:
    import duckdb

WAREHOUSE = "warehouse.duckdb"
STORAGE_VERSION = "v1.5.0"
"""The form of the files: DuckDB 1.5 and later read it."""


@contextmanager
def locked(output: Path) -> Iterator[Path]:
    """Hold an output folder for one build; yields its folder for work in progress.

    Raises OutputError if the folder cannot be written or another build holds it.
    """
    work = output / ".work"
    try:
        work.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=output):
            lock = (work / "lock").open("a+")
    except OSError as error:
        raise OutputError(
            f"{output}: the output folder cannot be written: {error.strerror}. "
            "It must be a folder in which you may create files. Name another with --output."
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.seek(0)
            raise OutputError(
                f"{output}: another build works in this folder, process {lock.read().strip()}. "
                "One build at a time can. Wait for it or name another folder with --output."
            ) from None
        lock.seek(0)
        lock.truncate()
        lock.write(str(os.getpid()))
        lock.flush()
        yield work


def is_locked(output: Path) -> bool:
    """Whether a build works in an output folder."""
    try:
        with (output / ".work" / "lock").open("r+") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def create(work: Path, name: str = WAREHOUSE) -> Path:
    """Create an empty database to work in, in place of what an earlier build left."""
    import duckdb

    path = work / name
    remove(path)
    with duckdb.connect() as connection:
        connection.execute(f"attach '{_literal(path)}' (storage_version '{STORAGE_VERSION}')")
    return path


def remove(path: Path) -> None:
    """Remove a database, where there is one, with what is beside it while it is written."""
    for leftover in (path, path.with_name(f"{path.name}.wal")):
        leftover.unlink(missing_ok=True)


def connect(path: Path) -> duckdb.DuckDBPyConnection:
    """Open a database for reading and writing."""
    import duckdb

    return duckdb.connect(str(path))


def publish(finished: Path, output: Path, earlier: str | None = None) -> Path:
    """Put a finished database in the place of the published one, in one step.

    Who reads the old one goes on reading it; who opens it anew reads the new one. With
    ``earlier``, the batch that published the old one, it stays beside the new one.
    """
    with connect(finished) as connection:
        connection.execute("checkpoint")
    with finished.open("rb") as file:
        os.fsync(file.fileno())
    published = output / WAREHOUSE
    if earlier is not None and published.exists():
        kept = kept_database(output, earlier)
        kept.unlink(missing_ok=True)
        kept.hardlink_to(published)
    finished.replace(published)
    return published


def kept_database(output: Path, batch_id: str) -> Path:
    """Where the database of an earlier batch is kept."""
    published = output / WAREHOUSE
    return published.with_stem(f"{published.stem}_{batch_id.removesuffix('_batch_run')}")


def keep_newest(output: Path, batch_ids: Sequence[str], count: int) -> None:
    """Remove folders and databases of these batches, the oldest first, but for the newest."""
    for batch_id in batch_ids[: max(0, len(batch_ids) - count)]:
        shutil.rmtree(output / batch_id, ignore_errors=True)
        kept_database(output, batch_id).unlink(missing_ok=True)


def _literal(path: Path) -> str:
    return str(path).replace("'", "''")
