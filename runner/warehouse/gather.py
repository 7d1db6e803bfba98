"""Results from several databases in one: pieces of a build, and what an earlier build holds.

A table says by its columns whose rows it has: of a scenario, a workforce or a census, each
perhaps of a replicate. Rows of whoever is in the target already are not taken again, so that
pieces may overlap in what they share. Everything from one source is one transaction.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING

from runner.warehouse.publish import literal

if TYPE_CHECKING:
    import duckdb

GROUPS = ("scenario_id", "scenario_key", "workforce_key", "census_id")
PEOPLE = ("person_number", "person_year_key", "position_id", "employee_id")
_PERSON_YEARS = "workforce.int_employee_years"

_GATHERED = """
create table if not exists gathered.scenarios (
    scenario_id varchar, scenario_key integer, workforce_id varchar, workforce_key integer,
    fingerprint varchar, first_replicate integer, last_replicate integer,
    built_at timestamp, source varchar
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
    built_at: dt.datetime
    source: str


@dataclass(frozen=True)
class Whose:
    """Whose rows are taken from a source."""

    scenario_ids: Collection[str]
    scenario_keys: Collection[int]
    workforce_keys: Collection[int]
    census_ids: Collection[str]

    def of(self, group: str) -> list[str | int]:
        """The keys of a group."""
        return list(getattr(self, f"{group}s"))


@dataclass(frozen=True)
class _Table:
    schema: str
    name: str
    columns: tuple[str, ...]

    @property
    def path(self) -> str:
        return f'"{self.schema}"."{self.name}"'

    @property
    def group(self) -> str | None:
        """The column that says whose a row is."""
        return next((name for name in GROUPS if name in self.columns), None)

    @property
    def grain(self) -> tuple[str, ...]:
        """The columns by which rows are recognised that are in the target already."""
        first = self.group or ("person_year_key" if "person_year_key" in self.columns else None)
        both = (first, "replicate" if "replicate" in self.columns else None)
        return tuple(name for name in both if name)

    @property
    def is_of_people(self) -> bool:
        return any(name in self.columns for name in PEOPLE)


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

    ``but`` names tables and views that are made anew. Rows of people are those of the first
    replicate: of the others, only sums are kept.
    """
    connection.execute(f"attach '{literal(source)}' as source (read_only)")
    try:
        connection.begin()
        try:
            for table in _tables(connection):
                if table.name not in but:
                    _take(connection, table, whose, all_people=False)
            for each in record:
                values = list(vars(each).values())
                marks = ", ".join("?" for _ in values)
                connection.execute(f"insert into gathered.scenarios values ({marks})", values)
            _copy_views(connection, but)
        except BaseException:
            connection.rollback()
            raise
        connection.commit()
    finally:
        connection.execute("detach source")


def copy_tables(
    connection: duckdb.DuckDBPyConnection, source: Path, schema: str, like: str
) -> None:
    """Copy tables of a schema whose names begin alike from another database."""
    connection.execute(f"attach '{literal(source)}' as source (read_only)")
    try:
        connection.execute(f"create schema if not exists {schema}")
        for table in _tables(connection):
            if table.schema == schema and table.name.startswith(like):
                connection.execute(
                    f"create or replace table {table.path} as from source.{table.path}"
                )
    finally:
        connection.execute("detach source")


def borrow(connection: duckdb.DuckDBPyConnection, source: Path, whose: Whose) -> list[str]:
    """Take all that scenarios share from a source: censuses and workforces, with all replicates.

    Returns the names of the models that need not be run.
    """
    connection.execute(f"attach '{literal(source)}' as source (read_only)")
    try:
        shared = [t for t in _tables(connection) if t.group not in ("scenario_id", "scenario_key")]
        for table in shared:
            _take(connection, table, whose, all_people=True)
    finally:
        connection.execute("detach source")
    return [table.name for table in shared if table.schema != "inputs"]


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


def _tables(connection: duckdb.DuckDBPyConnection) -> list[_Table]:
    rows = connection.execute(
        """
        select schema_name, table_name, list(column_name order by column_index)
        from duckdb_columns()
        inner join duckdb_tables() using (database_name, schema_name, table_name)
        where database_name = 'source' and schema_name <> 'gathered'
        group by 1, 2
        order by 1, 2
        """
    ).fetchall()
    return [_Table(schema, name, tuple(columns)) for schema, name, columns in rows]


def _take(
    connection: duckdb.DuckDBPyConnection, table: _Table, whose: Whose, *, all_people: bool
) -> None:
    connection.execute(f'create schema if not exists "{table.schema}"')
    conditions, values = _conditions(table, whose, all_people=all_people)
    present = ""
    if not _exists(connection, table):
        connection.execute(f"create table {table.path} as from source.{table.path} limit 0")
    elif not table.grain:
        return  # a seed: the same in all sources
    else:
        names = ", ".join(table.grain)
        present = f"anti join (select distinct {names} from {table.path}) using ({names})"
    where = f"where {' and '.join(conditions)}" if conditions else ""
    connection.execute(
        f"insert into {table.path} by name select * from source.{table.path} {present} {where}",
        values,
    )


def _conditions(
    table: _Table, whose: Whose, *, all_people: bool
) -> tuple[list[str], list[Sequence[str | int]]]:
    conditions, values = [], []
    if table.group:
        conditions.append(f"{table.group} in (select unnest(?))")
        values.append(whose.of(table.group))
    if not table.is_of_people or (all_people and table.group):
        return conditions, values
    if "replicate" in table.columns:
        conditions.append("replicate = 0")
    elif "person_year_key" in table.columns:
        first = "" if all_people else " and replicate = 0"
        conditions.append(
            f"person_year_key in (select person_year_key from source.{_PERSON_YEARS} "
            f"where workforce_key in (select unnest(?)){first})"
        )
        values.append(whose.of("workforce_key"))
    return conditions, values


def _copy_views(connection: duckdb.DuckDBPyConnection, but: Collection[str]) -> None:
    """Make the views that the target does not have yet, those that others read first."""
    views = {
        f"{schema}.{name}": (_Table(schema, name, ()), sql)
        for schema, name, sql in connection.execute(
            "select schema_name, view_name, sql from duckdb_views() "
            "where not internal and database_name = 'source'"
        ).fetchall()
        if name not in but
    }
    read = {path: {other for other in views if other in sql} for path, (_, sql) in views.items()}
    for path in TopologicalSorter({each: read[each] - {each} for each in read}).static_order():
        view, sql = views[path]
        if not _exists(connection, view):
            connection.execute(f'create schema if not exists "{view.schema}"')
            connection.execute(sql)


def _exists(connection: duckdb.DuckDBPyConnection, table: _Table) -> bool:
    return bool(
        connection.execute(
            "select 1 from information_schema.tables where table_catalog = current_database() "
            "and table_schema = ? and table_name = ?",
            [table.schema, table.name],
        ).fetchall()
    )
