"""Differences between any two scenarios that were built, as fct_scenario_deltas defines them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any

from runner.errors import RequestError
from runner.scenarios.wording import listed, quoted, suggestion
from runner.warehouse.models import model_sql

if TYPE_CHECKING:
    import duckdb

Row = dict[str, Any]

# The two scenarios as the mart's model reads them: one is the baseline of the other.
PAIR = """
create or replace temp table pair as
select
    scenarios.* replace (baseline.scenario_id as baseline_id, baseline.scenario_key as baseline_key)
from staging.stg_scenarios as scenarios
left join staging.stg_scenarios as baseline
    on baseline.scenario_id = case when scenarios.scenario_id = $scenario then $baseline end
where scenarios.scenario_id in ($scenario, $baseline)
"""


@dataclass(frozen=True)
class Comparison:
    """Two rows of dim_scenarios, and rows like those of fct_scenario_deltas."""

    scenario: Row
    baseline: Row
    rows: list[Row]


def compare(
    connection: duckdb.DuckDBPyConnection, scenario_id: str, baseline_id: str | None
) -> Comparison:
    """The differences of a scenario from another one, or from the baseline it was built with.

    Raises RequestError if one of them was not built.
    """
    found = _rows(connection, "select * from dim_scenarios order by scenario_id")
    built = {row["scenario_id"]: row for row in found}
    scenario = built[_known(scenario_id, built)]
    other = baseline_id or scenario["baseline_id"]
    if other is None:
        raise RequestError(
            f"{scenario_id} was built without a baseline. A scenario is compared with another "
            f"one. Name it: runner compare {scenario_id} OTHER. Built: {listed(built)}."
        )
    baseline = built[_known(other, built)]
    names = {"scenario": scenario["scenario_id"], "baseline": baseline["scenario_id"]}
    connection.execute(PAIR, names)
    deltas = model_sql("fct_scenario_deltas", {"stg_scenarios": "pair"})
    rows = _rows(connection, f"select * from ({deltas}) order by metric, plan_year")
    if not rows:
        raise RequestError(
            f"{scenario['scenario_id']} and {other} have no year in common. Only years that both "
            "cover are compared. Build them with the same simulation.start_year."
        )
    return Comparison(scenario, baseline, rows)


def chosen(rows: Sequence[Row], metrics: Sequence[str] | None, years: str | None) -> list[Row]:
    """The rows of some metrics, in that order, and years: `2028`, `2026-2028,2030` or `all`.

    ``metrics`` None is all of them, ``years`` None the last one and the horizon. Raises
    RequestError for what there is not.
    """
    known = list(dict.fromkeys(row["metric"] for row in rows))
    for metric in metrics or ([""] if metrics is not None else []):
        if metric not in known:
            raise RequestError(
                f"there is no metric {quoted(metric)}.{suggestion(metric, known)} "
                f"Metrics: {listed(known)}; or all."
            )
    periods = _periods(sorted({row["plan_year"] for row in rows} - {None}), years)
    found = {(row["metric"], row["plan_year"]): row for row in rows}
    keys = product(dict.fromkeys(known if metrics is None else metrics), periods)
    return [found[key] for key in keys if key in found]


def _periods(known: Sequence[int], years: str | None) -> list[int | None]:
    """The plan years that are asked for, None being the horizon."""
    if years is None:
        return [*known[-1:], None]
    if years.strip() == "all":
        return [*known, None]
    parts = [re.fullmatch(r"(\d{4})(?:-(\d{4}))?", part.strip()) for part in years.split(",")]
    spans = [(int(part[1]), int(part[2] or part[1])) for part in parts if part]
    found = [year for year in known if any(first <= year <= last for first, last in spans)]
    if not all(parts) or not all({*span} <= {*known} and span[0] <= span[1] for span in spans):
        raise RequestError(
            f"--years {quoted(years)} is not among the years to compare. These are "
            f"{known[0]} to {known[-1]}. Write e.g. {known[-1]}, {known[0]}-{known[-1]} or all."
        )
    return list(found)


def _known(scenario_id: str, built: Mapping[str, Row]) -> str:
    if scenario_id not in built:
        raise RequestError(
            f"there is no built scenario {quoted(scenario_id)}.{suggestion(scenario_id, built)} "
            f"Built: {listed(built)}. Others are there after: runner build --scenarios ID."
        )
    return scenario_id


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[Row]:
    cursor = connection.execute(query)
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]
