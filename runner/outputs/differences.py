"""Differences of two scenarios as text for a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]

KEY_METRICS = (
    "participants",
    "participation_rate",
    "average_deferral_rate",
    "employee_contributions",
    "total_contributions",
    "employer_match",
    "employer_core",
    "employer_cost",
    "employer_cost_rate",
    "net_employer_cost",
)


def table(scenario: Row, baseline: Row, rows: Sequence[Row]) -> list[list[str]]:
    """The differences as text, under a header."""
    is_replicated = any(row["replicates"] > 1 for row in rows)
    horizon = f"{scenario['start_year']}-{scenario['end_year']}"
    values = (baseline["scenario_id"], scenario["scenario_id"])
    certainty = ("95 % interval", "above in") if is_replicated else ()
    return [
        ["metric", "period", *values, "difference", "percent", *certainty],
        *(
            [*_cells(row, horizon, is_replicated), *(_certainty(row) if is_replicated else [])]
            for row in rows
        ),
    ]


def _cells(row: Row, horizon: str, is_replicated: bool) -> list[str]:
    unit, percent = row["unit"], row["delta_percent"]
    return [
        row["metric"],
        horizon if row["plan_year"] is None else row["period"],
        _value(row["baseline_value"], unit, is_replicated),
        _value(row["value"], unit, is_replicated),
        _change(row["delta"], unit, is_replicated),
        "-" if percent is None else _signed(f"{percent:+,.1%}"),
    ]


def _certainty(row: Row) -> list[str]:
    """The interval, and in how many replicates the scenario is above."""
    low, high = (_change(row[name], row["unit"], True) for name in ("ci_low", "ci_high"))
    share = row["share_positive"]
    interval = "-" if row["standard_error"] is None else f"{low} to {high}"
    return [interval, "-" if share is None else f"{share:.0%}"]


def notes(scenario: Row, baseline: Row, rows: Sequence[Row]) -> list[str]:
    """What a reader has to know about the table."""
    said = [
        f"Difference: {scenario['scenario_id']} minus {baseline['scenario_id']}; of rates in "
        "percentage points (pp)."
    ]
    if not _are_same_people(scenario, baseline):
        said.append(
            "The two have another census, seed or first year: the differences are between two "
            "companies, and have no interval."
        )
    replicates = max((row["replicates"] for row in rows), default=1)
    if replicates > 1:
        said.append(f"Values are means over {replicates} replicates.")
    else:
        said.append("One replicate: build with --replicates 20 for intervals.")
    if _span(scenario) != _span(baseline):
        said.append("They cover different years, of which the common ones are compared.")
    return said


def _are_same_people(scenario: Row, baseline: Row) -> bool:
    shared = ("census_id", "seed", "start_year")
    return all(scenario[name] == baseline[name] for name in shared)


def _span(scenario: Row) -> tuple[int, int]:
    return scenario["start_year"], scenario["end_year"]


def _value(value: float | None, unit: str, is_replicated: bool) -> str:
    if value is None:
        return "-"
    if unit == "rate":
        return f"{value:,.2%}"
    return f"{value:,.1f}" if unit == "people" and is_replicated else f"{value:,.0f}"


def _change(delta: float | None, unit: str, is_replicated: bool) -> str:
    if delta is None:
        return "-"
    if unit == "rate":
        return _signed(f"{100 * delta:+.2f}") + " pp"
    digits = 1 if unit == "people" and is_replicated else 0
    return _signed(f"{delta:+,.{digits}f}")


def _signed(text: str) -> str:
    """A change as text, without a sign if all of its digits are zero."""
    return text if any(digit in text for digit in "123456789") else text.lstrip("+-")
