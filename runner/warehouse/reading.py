"""Reading the published database: connections and queries that can change nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from runner.errors import RequestError
from runner.warehouse.publish import WAREHOUSE

if TYPE_CHECKING:
    import duckdb

T = TypeVar("T")

FETCHED = 2048
"""Rows fetched at a time: what the engine makes at a time."""


@contextmanager
def reading(output: Path, *, alone: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open what the last build published in a folder; ``alone`` with no access to other files.

    Raises RequestError if there is nothing or it cannot be read.
    """
    import duckdb

    path = output / WAREHOUSE
    if not path.is_file():
        raise RequestError(
            f"{path}: there is no such database. It is what a build leaves in its output folder. "
            "Run 'runner build' first or name the folder with --output."
        )
    isolated = {"enable_external_access": False, "lock_configuration": True}
    try:
        connection = duckdb.connect(str(path), read_only=True, config=isolated if alone else {})
    except (duckdb.Error, OSError) as error:
        raise RequestError(
            f"{path}: this is not a database that can be read: {error}. It must be one that "
            f"'runner build' wrote. Build again or name another folder with --output."
        ) from error
    with connection, of_this_version(path):
        yield connection


@contextmanager
def of_this_version(path: Path) -> Iterator[None]:
    """Say so when a database has no such table or column, because other code built it.

    Raises RequestError then.
    """
    import duckdb

    try:
        yield
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        said = str(error).splitlines()[0]
        raise RequestError(
            f"{path}: another version of runner built this database: {said}. It has to have the "
            "tables of this version. Build again."
        ) from error


def ask(connection: duckdb.DuckDBPyConnection, text: str) -> duckdb.DuckDBPyConnection:
    """Run queries of a user; returns the last one's result, of which no row was fetched yet.

    Raises RequestError if one fails or is more than a query. To open the file as read only and
    to forbid access to others is not enough: COPY could still overwrite the file itself, because
    the engine always allows access to the path of its database.
    """
    import duckdb

    kinds = (duckdb.StatementType.SELECT, duckdb.StatementType.CREATE)
    with refusing_as_request():
        statements = connection.extract_statements(text)
        if not statements:
            raise RequestError(
                "there is no query to run. It is SQL for DuckDB, as an argument or on stdin. "
                "Write e.g. runner sql \"select * from fct_plan_years\"; 'show tables' lists more."
            )
        for statement in statements:
            if statement.type not in kinds:
                raise RequestError(
                    f"a statement of type {statement.type.name} is not run. The published "
                    "database is only read: queries are allowed, and 'create temp' for steps "
                    "between. Copy the database to change it, or use --format to save results."
                )
            _interruptibly(connection, partial(connection.execute, statement))
    return connection


@contextmanager
def refusing_as_request() -> Iterator[None]:
    """Turn what the engine says about a query into the program's error."""
    import duckdb

    try:
        yield
    except duckdb.Error as error:
        said = "\n".join(line for line in str(error).splitlines() if line.strip())
        raise RequestError(f"the query failed: {said}") from error


def rows_of(cursor: duckdb.DuckDBPyConnection) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
    """The names of a result's columns and its rows, fetched as they are asked for."""

    def rows() -> Iterator[tuple[Any, ...]]:
        while True:
            with refusing_as_request():
                found = _interruptibly(cursor, partial(cursor.fetchmany, FETCHED))
            if not found:
                return
            yield from found

    return [column[0] for column in cursor.description or []], rows()


def _interruptibly(connection: duckdb.DuckDBPyConnection, work: Callable[[], T]) -> T:
    """Do it in another thread: one that is in the engine hears of no interrupt until it is done."""
    with ThreadPoolExecutor(1) as pool:
        doing = pool.submit(work)
        try:
            return doing.result()
        except KeyboardInterrupt:
            connection.interrupt()
            raise
