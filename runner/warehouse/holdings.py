"""Whose rows a table of results has: it says so by its columns."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

GROUPS = ("scenario_id", "scenario_key", "workforce_key", "census_id")
PEOPLE = ("person_number", "person_year_key", "position_id", "employee_id")
SETTINGS = "staging"
"""The schema of what follows from parameters and censuses alone."""


@dataclass(frozen=True)
class Whose:
    """Whose rows are taken from a source; those of people up to a replicate."""

    scenario_ids: Collection[str]
    scenario_keys: Collection[int]
    workforce_keys: Collection[int]
    census_ids: Collection[str]
    last_detailed_replicate: int = 0

    def of(self, group: str) -> list[str | int]:
        """The keys of a group."""
        return list(getattr(self, f"{group}s"))


@dataclass(frozen=True)
class Table:
    """A table of a source, which says by its columns whose rows it has."""

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
    def is_of_workforces(self) -> bool:
        """Whether each row is a workforce's, which scenarios may share."""
        return bool(self.grain) and self.grain[0] in ("workforce_key", "person_year_key")

    @property
    def is_by_replicate(self) -> bool:
        return "replicate" in self.columns or "person_year_key" in self.columns

    @property
    def is_of_people(self) -> bool:
        return any(name in self.columns for name in PEOPLE)

    @property
    def is_of_scenarios(self) -> bool:
        """Whether each row is a scenario's own."""
        return self.group in ("scenario_id", "scenario_key")

    @property
    def is_of_census_files(self) -> bool:
        """Whether it has what was read from censuses, before anything was made of it."""
        return self.schema == "inputs" and self.group == "census_id"


@dataclass(frozen=True)
class Shared:
    """What scenarios can use as another database has it, less the tables and views in ``but``.

    Censuses; the workforces with their people; all that follows from what the scenarios say, which
    is the same for all replicates: the staging models.
    """

    but: Collection[str]
    has_censuses: bool = False
    has_workforces: bool = False
    has_settings: bool = False

    def has(self, table: Table) -> bool:
        """Whether a table's rows can be used."""
        if table.name in self.but or table.schema == "inputs":
            return False
        if not table.grain or (self.has_settings and table.schema == SETTINGS):
            return True
        if table.group == "census_id":
            return self.has_censuses
        return self.has_workforces and table.is_of_workforces


def tables_in(connection: duckdb.DuckDBPyConnection, database: str) -> list[Table]:
    """The tables of an attached database, less those that only gathering needs."""
    rows = connection.execute(
        """
        select schema_name, table_name, list(column_name order by column_index)
        from duckdb_columns()
        inner join duckdb_tables() using (database_name, schema_name, table_name)
        where database_name = ? and schema_name <> 'gathered'
        group by 1, 2
        order by 1, 2
        """,
        [database],
    ).fetchall()
    return [Table(schema, name, tuple(columns)) for schema, name, columns in rows]
