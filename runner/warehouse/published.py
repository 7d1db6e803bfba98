"""What a database of results holds: which scenarios, under which keys, simulated when."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_NAMES = """
    scenario_id, scenario_key, workforce_id, workforce_key, fingerprint, built_at, census_id,
    last_detailed_replicate,
    label, description, kind, tags, baseline_id, file
"""


@dataclass(frozen=True)
class Held:
    """A scenario in a database; ``said`` is what only names it."""

    scenario_id: str
    scenario_key: int
    workforce_id: str
    workforce_key: int
    fingerprint: str
    built_at: dt.datetime
    census_id: str
    last_detailed_replicate: int
    said: tuple[Any, ...]


def held_in(database: Path) -> dict[str, Held]:
    """The scenarios with results in a database, by id; none if it cannot be read."""
    import duckdb

    if not database.is_file():
        return {}
    try:
        with duckdb.connect(str(database), read_only=True) as connection:
            rows = connection.execute(
                f"select {_NAMES} from inputs.scenarios "
                "where scenario_id in (select scenario_id from dim_scenarios)"
            ).fetchall()
    except duckdb.Error:
        return {}
    return {row[0]: Held(*row[:8], said=row[8:]) for row in rows}


def person_years_in(database: Path) -> dict[str, int]:
    """Rows of people and years by scenario; none if the database cannot be read."""
    import duckdb

    try:
        with duckdb.connect(str(database), read_only=True) as connection:
            return dict(
                connection.execute(
                    "select scenario_id, count(*) from fct_contributions group by 1"
                ).fetchall()
            )
    except duckdb.Error:
        return {}
