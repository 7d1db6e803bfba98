"""The censuses of a build: read, and judged before anything is simulated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.build.plan import Plan, without_scenarios
from runner.errors import CensusError
from runner.warehouse.census import CensusSource, forget_census, read_census
from runner.warehouse.census_judgement import Judgement, judge

if TYPE_CHECKING:
    import duckdb


def read_censuses(plan: Plan, connection: duckdb.DuckDBPyConnection) -> Plan:
    """Read the plan's censuses; the plan less the scenarios whose census cannot be used."""
    failed = {}
    for identity, source in plan.censuses.items():
        try:
            read_census(connection, source)
        except CensusError as error:
            failed |= {s.scenario_id: str(error) for s in plan.scenarios if s.census_id == identity}
    readable = without_scenarios(plan, failed)
    files = [source for source in readable.censuses.values() if not source.is_sample]
    usable = without_scenarios(readable, _unusable(readable, connection) if files else {})
    for identity in readable.censuses.keys() - usable.censuses.keys():
        forget_census(connection, identity)
    return usable


def objection(judgement: Judgement, source: CensusSource, max_rejected: float) -> str | None:
    """Why a census cannot be simulated, if so."""
    if not judgement.employees:
        return (
            f"{source.path}: nobody in the census can be simulated: "
            f"{_listed(judgement.reasons) or 'it is empty'}. At least one row needs a hire date "
            "and pay. Correct the file or census.columns."
        )
    people = judgement.employees + judgement.rejected
    if judgement.rejected / people <= max_rejected:
        return None
    return (
        f"{source.path}: {judgement.rejected:,} of {people:,} rows "
        f"({judgement.rejected / people:.1%}) cannot be used: "
        f"{_listed(judgement.rejections)}. At most {max_rejected:.1%} may be rejected "
        "(census.max_rejected). Correct the file or census.columns, or raise census.max_rejected; "
        "'runner census check' shows every row."
    )


def _unusable(plan: Plan, connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """What is wrong with the censuses of scenarios, by the scenarios' ids."""
    judgements = judge(connection)
    found = {
        scenario.scenario_id: objection(
            judgements[scenario.census_id],
            plan.censuses[scenario.census_id],
            scenario.parameters.census.max_rejected,
        )
        for scenario in plan.scenarios
    }
    return {name: message for name, message in found.items() if message}


def _listed(reasons: tuple[tuple[str, int], ...]) -> str:
    counted = (f"{reason} ({n:,} {'row' if n == 1 else 'rows'})" for reason, n in reasons)
    return ", ".join(counted)
