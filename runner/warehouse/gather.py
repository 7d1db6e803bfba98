"""Results from several databases in one: pieces of a build, and what an earlier build holds.

A table says by its columns whose rows it has: of a scenario, a workforce or a census, each
perhaps of a replicate. Rows of whoever is in the target already are not taken again, so that
pieces may overlap in what they share. Everything from one source is one transaction.

What an earlier build holds is carried over in a copy of its file, less the rows of those who do not
stay: mostly they are few.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING

from runner.warehouse.holdings import Shared, Table, Whose, tables_in
from runner.warehouse.publish import literal

if TYPE_CHECKING:
    import duckdb

PUBLISHED = "published"
"""The source of what an earlier build has published."""

_PERSON_YEARS = "workforce.int_employee_years"

_GATHERED = """
create table if not exists gathered.scenarios (
    scenario_id varchar, scenario_key integer, workforce_id varchar, workforce_key integer,
    fingerprint varchar, first_replicate integer, last_replicate integer,
    last_detailed_replicate integer, built_at timestamp, source varchar
)
"""


@dataclass(frozen=True)
class Gathered:
    """A scenario, or some of its replicates, whose rows are in the target; from ``source``."""

    scenario_id: str
    scenario_key: int
    workforce_id: str
    workforce_key: int
    fingerprint: str
    first_replicate: int
    last_replicate: int
    last_detailed_replicate: int
    built_at: dt.datetime
    source: str


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Make a database ready to gather in."""
    connection.execute("create schema if not exists gathered")
    connection.execute(_GATHERED)


def gathered_in(connection: duckdb.DuckDBPyConnection) -> list[Gathered] | None:
    """What a database has gathered; None if it is not one that gathers."""
    tables = connection.execute(
        "select table_name from duckdb_tables() where schema_name = 'gathered'"
    ).fetchall()
    if not tables:
        return None
    return [Gathered(*row) for row in connection.execute("from gathered.scenarios").fetchall()]


def gather(
    connection: duckdb.DuckDBPyConnection,
    source: Path,
    whose: Whose,
    record: Iterable[Gathered],
    *,
    but: Collection[str],
) -> None:
    """Take the rows of these scenarios, and of what they share, from a source.

    ``but`` names tables and views that are made anew. Pieces never have the same replicate of a
    scenario. Of replicates whose people are not kept, only sums are taken.
    """
    record = list(record)
    with _from(connection, source):
        there, gathered = _paths(connection), gathered_in(connection) or []
        is_new = {each.scenario_id for each in gathered}.isdisjoint(whose.scenario_ids)
        has_workforces = _have_workforces(gathered, record)
        all_people = all(each.last_replicate <= whose.last_detailed_replicate for each in record)
        for table in tables_in(connection, "source"):
            is_there = has_workforces and table.is_of_workforces and table.path in there
            if table.name not in but and not is_there:
                _take(connection, table, whose, there, all_people=all_people, is_new=is_new)
        _note(connection, record)
        _make_views(connection, there, but)


def _have_workforces(gathered: Iterable[Gathered], record: Iterable[Gathered]) -> bool:
    """Whether the workforces of a piece are gathered already, with as many of their people."""

    def years(each: Gathered) -> set[tuple[int, int, int]]:
        replicates = range(each.first_replicate, each.last_replicate + 1)
        return {(each.workforce_key, r, each.last_detailed_replicate) for r in replicates}

    known = {year for each in gathered for year in years(each)}
    return all(years(each) <= known for each in record)


def carry(connection: duckdb.DuckDBPyConnection, whose: Whose, record: Iterable[Gathered]) -> None:
    """Make a copy of an earlier build's database one to gather in, with these scenarios alone."""
    connection.begin()
    try:
        prepare(connection)
        leave_out(connection, whose)
        _note(connection, record)
    except BaseException:
        connection.rollback()
        raise
    connection.commit()
    connection.execute("checkpoint")


def add_censuses(connection: duckdb.DuckDBPyConnection, source: Path) -> None:
    """Take the censuses that another database has and this one does not."""
    with _from(connection, source):
        connection.execute("create schema if not exists inputs")
        there = _paths(connection)
        for table in tables_in(connection, "source"):
            if table.is_of_census_files:
                _take(connection, table, None, there, all_people=True)


def shared_in(connection: duckdb.DuckDBPyConnection, source: Path, shared: Shared) -> set[str]:
    """The names of the tables of a source whose rows can be used as they are."""
    with _from(connection, source):
        return {table.name for table in tables_in(connection, "source") if shared.has(table)}


def borrow(
    connection: duckdb.DuckDBPyConnection,
    source: Path,
    whose: Whose,
    names: Collection[str],
    *,
    but: Collection[str],
) -> None:
    """Take rows of these tables from a source, all people of them, and what censuses say.

    All other tables are there as well, empty, so that the views can be made, all ``but`` some.
    """
    with _from(connection, source):
        there = _paths(connection)
        for table in tables_in(connection, "source"):
            if table.is_of_census_files or table.name in names:
                _take(connection, table, whose, there, all_people=True)
            else:
                _create_like(connection, table, there)
        _make_views(connection, there, but)


def forget(connection: duckdb.DuckDBPyConnection, scenario_id: str, scenario_key: int) -> None:
    """Remove what was gathered of a scenario. What it shares with others stays."""
    tables = connection.execute(
        "select schema_name, table_name, column_name, from duckdb_columns() "
        "inner join duckdb_tables() using (database_name, schema_name, table_name) "
        "where column_name in ('scenario_id', 'scenario_key')"
    ).fetchall()
    for schema, name, column in tables:
        connection.execute(
            f'delete from "{schema}"."{name}" where {column} = ?',
            [scenario_id if column == "scenario_id" else scenario_key],
        )


def finish(connection: duckdb.DuckDBPyConnection) -> None:
    """Drop what only gathering needs."""
    connection.execute("drop schema if exists gathered cascade")


@contextmanager
def _from(connection: duckdb.DuckDBPyConnection, source: Path) -> Iterator[None]:
    """Attach a source, for what is then one transaction."""
    connection.execute(f"attach '{literal(source)}' as source (read_only)")
    try:
        connection.begin()
        try:
            yield
        except BaseException:
            connection.rollback()
            raise
        connection.commit()
    finally:
        connection.execute("detach source")


def _note(connection: duckdb.DuckDBPyConnection, record: Iterable[Gathered]) -> None:
    for each in record:
        values = list(vars(each).values())
        marks = ", ".join("?" for _ in values)
        connection.execute(f"insert into gathered.scenarios values ({marks})", values)


def leave_out(connection: duckdb.DuckDBPyConnection, whose: Whose) -> None:
    """Remove the rows of all others, and of what only they need, whoever they were."""
    [(name,)] = connection.execute("select current_database()").fetchall()
    tables = [table for table in tables_in(connection, name) if table.grain]
    for table in tables:
        if table.group:
            connection.execute(
                f"delete from {table.path} where {table.group} not in (select unnest(?))",
                [whose.of(table.group)],
            )
    for table in tables:
        if not table.group:
            connection.execute(
                f"delete from {table.path} where person_year_key not in "
                f"(select person_year_key from {_PERSON_YEARS})"
            )


def _create_like(connection: duckdb.DuckDBPyConnection, table: Table, there: set[str]) -> bool:
    """Create a table like the source's, without rows, where there is none; whether there was."""
    if table.path in there:
        return True
    connection.execute(f'create schema if not exists "{table.schema}"')
    connection.execute(f"create table {table.path} as from source.{table.path} limit 0")
    there.add(table.path)
    return False


def _take(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    whose: Whose | None,
    there: set[str],
    *,
    all_people: bool,
    is_new: bool = False,
) -> None:
    """Take the rows of these scenarios, or of all, that are not there; none is if ``is_new``."""
    had_table = _create_like(connection, table, there)
    if had_table and not table.grain:
        return  # a seed: the same in all sources
    conditions, values = _conditions(table, whose, all_people=all_people) if whose else ([], [])
    present = ""
    if had_table and not (table.is_of_scenarios and (is_new or table.is_by_replicate)):
        names = ", ".join(table.grain)
        present = f"anti join (select distinct {names} from {table.path}) using ({names})"
    where = f"where {' and '.join(conditions)}" if conditions else ""
    connection.execute(
        f"insert into {table.path} by name select * from source.{table.path} {present} {where}",
        values,
    )


def _conditions(
    table: Table, whose: Whose, *, all_people: bool
) -> tuple[list[str], list[Sequence[str | int]]]:
    conditions, values = [], []
    if table.group:
        conditions.append(f"{table.group} in (select unnest(?))")
        values.append(whose.of(table.group))
    if not table.is_of_people or (all_people and table.group):
        return conditions, values
    if "replicate" in table.columns:
        conditions.append(f"replicate <= {int(whose.last_detailed_replicate)}")
    elif "person_year_key" in table.columns:
        first = "" if all_people else f" and replicate <= {int(whose.last_detailed_replicate)}"
        conditions.append(
            f"person_year_key in (select person_year_key from source.{_PERSON_YEARS} "
            f"where workforce_key in (select unnest(?)){first})"
        )
        values.append(whose.of("workforce_key"))
    return conditions, values


def _make_views(
    connection: duckdb.DuckDBPyConnection, there: set[str], but: Collection[str]
) -> None:
    """Make the views that the target does not have yet, those that others read first."""
    views = {
        f"{schema}.{name}": (Table(schema, name, ()), sql)
        for schema, name, sql in connection.execute(
            "select schema_name, view_name, sql from duckdb_views() "
            "where not internal and database_name = 'source'"
        ).fetchall()
        if name not in but
    }
    read = {path: {other for other in views if other in sql} for path, (_, sql) in views.items()}
    for path in TopologicalSorter({each: read[each] - {each} for each in read}).static_order():
        view, sql = views[path]
        if view.path not in there:
            connection.execute(f'create schema if not exists "{view.schema}"')
            connection.execute(sql)
            there.add(view.path)


def _paths(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """The tables and views that the target has."""
    rows = connection.execute(
        "select table_schema, table_name from information_schema.tables "
        "where table_catalog = current_database()"
    ).fetchall()
    return {Table(schema, name, ()).path for schema, name in rows}
