"""Names of departments and locations that scenarios exclude and nobody in the census bears."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.scenarios.wording import listed, quoted, suggestion

if TYPE_CHECKING:
    import duckdb

UNKNOWN = """
with

borne as (

    select distinct census_id, 'department' as field, department as name
    from staging.stg_employees
    union
    select distinct census_id, 'location' as field, location as name
    from staging.stg_employees

)

select
    scenarios.scenario_id,
    exclusions.field,
    exclusions.value,
    list(borne.name order by borne.name)
from inputs.exclusions as exclusions
inner join inputs.scenarios as scenarios using (scenario_key)
inner join borne
    on
        scenarios.census_id = borne.census_id
        and exclusions.field = borne.field
group by 1, 2, 3
having not bool_or(borne.name = exclusions.value)
order by all
"""

_SHOWN = 20


def unknown_exclusions(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """A sentence for each excluded name that nobody bears: it may be misspelt."""
    return [
        f"{scenario_id}: plan.eligibility.excluded_{field}s excludes nobody by {quoted(value)}, a "
        f"{field} that the census does not have.{suggestion(value, names)} It has "
        f"{_some(names)}. Names count as they are spelled."
        for scenario_id, field, value, names in connection.execute(UNKNOWN).fetchall()
    ]


def _some(names: list[str]) -> str:
    more = len(names) - _SHOWN
    return listed(names[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
