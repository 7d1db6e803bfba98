"""The database files: a private one to work in, and the published one that readers see."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from runner.errors import OutputError
from runner.warehouse.manifest import WAREHOUSE, write_manifest

if TYPE_CHECKING:
    import duckdb

STORAGE_VERSION = "v1.5.0"
"""The form of the files: DuckDB 1.5 and later read it."""

KEPT = f"{Path(WAREHOUSE).stem}_*.duckdb"
"""The files of databases that are kept of earlier batches."""

STAGED = "batch"
"""Where a batch's folder grows until it is published."""

_NO_WRITING = (
    *(os.strerror(number) for number in (errno.ENOSPC, errno.EDQUOT, errno.EROFS)),
    "database or disk is full",
)
"""What is said of a disk that takes nothing any more: DuckDB and dbt repeat the system's words,
SQLite has its own."""


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
        with _telling_of_full_disks(output):
            lock.write(str(os.getpid()))
            lock.flush()
            yield work


def is_disk_full(message: str) -> bool:
    """Whether a message is about a disk that takes nothing any more."""
    return any(reason in message for reason in _NO_WRITING)


@contextmanager
def _telling_of_full_disks(output: Path) -> Iterator[None]:
    """Raise an OutputError in place of whatever else an error is called that a full disk causes."""
    try:
        yield
    except OutputError:
        raise
    except Exception as error:
        for reason in _NO_WRITING:
            if reason in str(error):
                raise OutputError(
                    f"{output}: the output folder cannot be written any more: {reason}. What was "
                    "published before is as it was. Make space there, or name another folder with "
                    "--output, and build again."
                ) from error
        raise


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
        connection.execute(f"attach '{literal(path)}' (storage_version '{STORAGE_VERSION}')")
    return path


def remove(path: Path) -> None:
    """Remove a database, where there is one, with what is beside it while it is written."""
    for leftover in (path, path.with_name(f"{path.name}.wal")):
        leftover.unlink(missing_ok=True)


def connect(path: Path) -> duckdb.DuckDBPyConnection:
    """Open a database for reading and writing."""
    import duckdb

    return duckdb.connect(str(path))


def stage(work: Path, batch_id: str) -> Path:
    """Create the folder in which a batch's files are written until they are published.

    What an earlier build left unpublished is removed.
    """
    shutil.rmtree(work / STAGED, ignore_errors=True)
    folder = work / STAGED / batch_id
    folder.mkdir(parents=True)
    return folder


def count_rows(connection: duckdb.DuckDBPyConnection, schema: str, table: str) -> int | None:
    """The number of rows of a table; None if there is none of that name."""
    import duckdb

    try:
        counted = connection.execute(f'select count(*) from "{schema}"."{table}"').fetchall()
    except duckdb.CatalogException:
        return None
    return counted[0][0]


def seal(database: Path) -> None:
    """Bring everything of a database that nobody has open into its one file."""
    with connect(database) as connection:
        connection.execute("checkpoint")


def publish(
    database: Path, batch: Path, output: Path, earlier: str | None = None
) -> tuple[Path, Path]:
    """Put a sealed database and a staged batch into the output folder; returns where they are.

    The manifest of both goes with them, and all of it is on the disk before. The database takes
    the place of the published one in one step: who reads the old one goes on reading it, who
    opens it anew reads the new one. The batch comes first: after a kill between the two, the
    warehouse is the earlier one and is not mistaken for this batch's. With ``earlier``, the batch
    that published the old one, that stays beside the new one.
    """
    write_manifest(database, batch, output)
    for path in (database, *(path for path in batch.rglob("*") if path.is_file())):
        _onto_disk(path)
    published = output / WAREHOUSE, output / batch.name
    if earlier is not None and published[0].exists():
        kept = kept_database(output, earlier)
        kept.unlink(missing_ok=True)
        kept.hardlink_to(published[0])
    batch.replace(published[1])
    database.replace(published[0])
    _onto_disk(output)
    return published


def _onto_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def kept_database(output: Path, batch_id: str) -> Path:
    """Where the database of an earlier batch is kept."""
    published = output / WAREHOUSE
    return published.with_stem(f"{published.stem}_{batch_id.removesuffix('_batch_run')}")


def keep_newest(output: Path, batch_ids: Sequence[str], count: int) -> None:
    """Remove folders and databases of these batches, the oldest first, but for the newest."""
    for batch_id in batch_ids[: max(0, len(batch_ids) - count)]:
        shutil.rmtree(output / batch_id, ignore_errors=True)
        kept_database(output, batch_id).unlink(missing_ok=True)


def literal(path: Path) -> str:
    """A path between the quotes of SQL that takes no parameter."""
    return str(path).replace("'", "''")
