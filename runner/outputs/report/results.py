"""What the report tells, as queries over the marts and their rows.

Each query is a file in ``sql/``. It is shown in the report as it is run, narrowed to what a
table shows, so that a reader gets the same numbers from the warehouse.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import starmap
from pathlib import Path
from typing import Any

import duckdb

Row = Mapping[str, Any]

SQL = Path(__file__).parent / "sql"


@dataclass(frozen=True)
class Answer:
    """A query and the rows that it gave."""

    sql: str
    rows: list[Row]

    def narrowed(self, **values: str | bool) -> Answer:
        """The part of it in which columns have these values: names that the product gave.

        Ids of scenarios consist of letters, digits and underscores; no text of a user is among
        the values.
        """
        wanted = " and ".join(starmap(_condition, values.items()))
        rows = [row for row in self.rows if all(row[k] == v for k, v in values.items())]
        inner = "\n".join(f"    {line}".rstrip() for line in self.sql.splitlines())
        return Answer(f"select * from (\n{inner}\n)\nwhere {wanted}", rows)


def _condition(name: str, value: str | bool) -> str:
    if isinstance(value, bool):
        return name if value else f"not {name}"
    return f"{name} = '{value}'"


@dataclass(frozen=True)
class Results:
    """What the marts say about all scenarios, by the name of the query."""

    answers: Mapping[str, Answer]

    def __getitem__(self, name: str) -> Answer:
        return self.answers[name]

    @cached_property
    def scenarios(self) -> list[Row]:
        """The scenarios in the order in which they are shown."""
        return self["scenarios"].rows

    @cached_property
    def labels(self) -> dict[str, str]:
        """What scenarios are called."""
        return {row["scenario_id"]: row["label"] for row in self.scenarios}

    @cached_property
    def figures(self) -> dict[tuple[str, str, str], Row]:
        """Key figures by scenario, period ("all" or "last") and metric."""
        return {
            (row["scenario_id"], "all" if row["period"] == "all" else "last", row["metric"]): row
            for row in self["figures"].rows
        }

    @cached_property
    def projected_years(self) -> list[int]:
        """The years whose limits are not published."""
        return [row["plan_year"] for row in self["projected_years"].rows]


def read(database: Path) -> Results:
    """Ask a published database all that the report tells."""
    with duckdb.connect(str(database), read_only=True) as connection:
        return Results({path.stem: _ask(connection, path) for path in _queries()})


def _queries() -> Iterator[Path]:
    yield from sorted(SQL.glob("*.sql"))


def _ask(connection: duckdb.DuckDBPyConnection, path: Path) -> Answer:
    sql = path.read_text("utf-8").rstrip()
    cursor = connection.execute(sql)
    names = [column[0] for column in cursor.description or []]
    return Answer(sql, [dict(zip(names, values, strict=True)) for values in cursor.fetchall()])
