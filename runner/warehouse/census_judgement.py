"""What becomes of the rows of censuses: the census models run, and their rows counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from runner.warehouse.models import build_models

if TYPE_CHECKING:
    import duckdb

MODELS = ("stg_employees", "fct_census_issues", "fct_census_left_out")
"""What the models make of censuses; a build makes the same again, with all that follows."""

_REASONS_SHOWN = 3


@dataclass(frozen=True)
class Judgement:
    """How many rows of a census are employees, or persons that were lost, and why.

    ``rejections`` are the commonest reasons of these, ``reasons`` those of all rows left out.
    """

    employees: int
    rejected: int
    reasons: tuple[tuple[str, int], ...]
    rejections: tuple[tuple[str, int], ...]


def judge(connection: duckdb.DuckDBPyConnection) -> dict[str, Judgement]:
    """Judge all censuses that were read into ``connection``, by their identity."""
    build_models(connection, MODELS)
    employees = _counts(connection, "from staging.stg_employees")
    rejected = _counts(connection, "from main.fct_census_left_out where is_rejected")
    identities = connection.execute("select census_id from inputs.censuses").fetchall()
    return {
        identity: Judgement(
            employees.get(identity, 0),
            rejected.get(identity, 0),
            _reasons(connection, identity, "case when is_rejected then reason else outcome end"),
            _reasons(connection, identity, "case when is_rejected then reason end"),
        )
        for (identity,) in identities
    }


def _counts(connection: duckdb.DuckDBPyConnection, relation: str) -> dict[str, int]:
    return dict(
        connection.execute(f"select census_id, count(*) {relation} group by census_id").fetchall()
    )


def _reasons(
    connection: duckdb.DuckDBPyConnection, identity: str, reason: str
) -> tuple[tuple[str, int], ...]:
    """The commonest of these reasons, each with its number of rows."""
    found = connection.execute(
        f"select {reason} as reason, count(*) as rows_found from main.fct_census_left_out "
        "where census_id = ? group by 1 having reason is not null "
        f"order by rows_found desc, reason limit {_REASONS_SHOWN}",
        [identity],
    )
    return tuple(found.fetchall())
