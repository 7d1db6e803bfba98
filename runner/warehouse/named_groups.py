"""Departments and locations that scenarios name and nobody in the census bears."""

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

),

named as (

    select
        scenario_key,
        field,
        'plan.eligibility.excluded_' || field || 's' as parameter,
        value as name
    from inputs.exclusions
    union
    select scenario_key, 'department', 'workforce.growth_by_department', department
    from inputs.department_growth

)

select
    scenarios.scenario_id,
    named.parameter,
    named.field,
    named.name,
    list(borne.name order by borne.name)
from named
inner join inputs.scenarios as scenarios using (scenario_key)
inner join borne
    on
        scenarios.census_id = borne.census_id
        and named.field = borne.field
group by 1, 2, 3, 4
having not bool_or(borne.name = named.name)
order by all
"""

_SHOWN = 20


def unknown_names(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """A sentence for each department or location named that nobody is of: it may be misspelt."""
    return [
        f"{scenario_id}: {parameter} names {quoted(name)}, a {field} that the census does not "
        f"have: it changes nothing.{suggestion(name, known)} The census has {_some(known)}. "
        "Names count as they are spelled."
        for scenario_id, parameter, field, name, known in connection.execute(UNKNOWN).fetchall()
    ]


def _some(names: list[str]) -> str:
    more = len(names) - _SHOWN
    return listed(names[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
