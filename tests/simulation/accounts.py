"""The top-heavy and the coverage test, computed once more: by plain loops over people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from runner.parameters.catalogue import Parameters
from runner.parameters.kinds import value_in
from tests.simulation.arithmetic import NOTHING, exact, tiers_of
from tests.simulation.discrimination import (
    OVER_FIVE_PERCENT,
    OVER_ONE_PERCENT,
    Context,
    Holding,
    Rows,
    cents,
    holdings_of,
    is_deemed_passed,
    is_left_out,
    points,
    whole,
)


@dataclass(frozen=True)
class Paid:
    """What makes somebody a key employee in a year."""

    employee_id: str
    level: int
    pay: Decimal


def key_employees(people: list[Paid], year: int, headcount: int, context: Context) -> set[str]:
    """Who is a key employee of a year."""
    held = holdings_of(context.parameters)
    level = context.parameters.plan.testing.officer_level
    assert level is not None, "scenarios whose key employees are recomputed say who is an officer"
    figure = context.limits("key_employee_compensation", year)
    officers = sorted(
        (each for each in people if each.level >= level and each.pay > figure),
        key=lambda each: (-each.pay, context.numbers[each.employee_id]),
    )
    most = min(50, max(3, -(-headcount // 10)))
    found = {each.employee_id for each in officers[:most]}
    for each in people:
        part = held.get(each.employee_id, Holding()).ownership
        if part > OVER_FIVE_PERCENT or (part > OVER_ONE_PERCENT and each.pay > 150_000):
            found.add(each.employee_id)
    return found


def account(rows: Rows) -> Decimal:
    """What some person-years put into accounts."""
    return sum(
        (r.employee_deferral + r.catch_up + r.employer_match + r.employer_core for r in rows),
        NOTHING,
    )


def top_heavy(
    year: int, keys: set[str], decided_in: int, rows_by_year: Mapping[int, Rows], context: Context
) -> dict[str, Any]:
    """Whether the plan is top-heavy for a year by the accounts of the year that decides."""
    parameters, start = context.parameters, context.parameters.simulation.start_year
    held = holdings_of(parameters)
    if decided_in < start:
        counted = {row.employee_id for row in rows_by_year[start] if not row.is_new_hire}
    else:
        counted = {row.employee_id for row in rows_by_year[decided_in]}
    balances = {name: held.get(name, Holding()).balance for name in counted}
    for earlier in range(start, decided_in + 1):
        for row in rows_by_year[earlier]:
            if row.employee_id in balances:
                balances[row.employee_id] += account([row])
    total = sum(balances.values(), NOTHING)
    ours = sum((balances[name] for name in keys), NOTHING)
    is_deemed = is_deemed_passed("acp", year, parameters) and _has_no_other_money(year, parameters)
    passes = True if is_deemed else None if not total else 5 * ours <= 3 * total
    found = {
        "key_count": len(keys),
        "tested_value": points(whole(Fraction(10_000 * ours) / Fraction(total))) if total else None,
        "limit_value": 0.6,
        "is_deemed_passed": is_deemed,
        "passes": passes,
        "minimum_rate": None,
        "minimum_cost": None,
    }
    if passes is False:
        found |= _minimum(year, keys, rows_by_year[year], context)
    return found


def _has_no_other_money(year: int, parameters: Parameters) -> bool:
    """Whether core is nothing, or what makes the plan a safe harbor because the match does not."""
    plan = parameters.plan
    rates = [exact(value_in(plan.core.rate, year))]
    for bands in (plan.core.by_service, plan.core.by_age, plan.core.by_points):
        rates = rates if bands is None else [exact(band.value) for band in bands]
    if value_in(plan.core.profit_sharing, year):
        return False
    tiers = tiers_of(parameters, year, 0)
    basic = [(Decimal("0.03"), Decimal(1)), (Decimal("0.05"), Decimal("0.5"))]
    deferred = [Decimal(each) / 1000 for each in range(1001)]
    falls_short = any(match_rate(rate, tiers) < match_rate(rate, basic) for rate in deferred)
    return not any(rates) or (min(rates) >= Decimal("0.03") and falls_short)


def match_rate(deferral_rate: Decimal, tiers: list[tuple[Decimal, Decimal]]) -> Decimal:
    """The match of a deferral rate, both as fractions of pay."""
    lower = matched = Decimal(0)
    for up_to, rate in tiers:
        matched += rate * max(Decimal(0), min(deferral_rate, up_to) - lower)
        lower = up_to
    return matched


def _minimum(year: int, keys: set[str], rows: Rows, context: Context) -> dict[str, Any]:
    most_pay = context.limits("compensation", year)
    rates = [
        whole(
            Fraction(1_000_000 * (row.employee_deferral + row.employer_match + row.employer_core))
            / Fraction(min(row.gross_compensation, most_pay))
        )
        for row in rows
        if row.employee_id in keys and _is_owed(row, context.parameters)
    ]
    rate = min(30_000, max(rates, default=0))
    lacking = NOTHING
    for row in rows:
        is_other = row.is_active and row.employee_id not in keys
        if is_other and _is_owed(row, context.parameters):
            owed = cents(Fraction(min(row.gross_compensation, most_pay)) * rate / 1_000_000)
            lacking += max(NOTHING, owed - row.employer_match - row.employer_core)
    return {"minimum_rate": rate / 1_000_000, "minimum_cost": lacking}


def _is_owed(row: Any, parameters: Parameters) -> bool:
    entered = row.is_eligible or row.is_employer_eligible
    return entered and not is_left_out(row, parameters)


# Coverage ---------------------------------------------------------------------------------------


def coverage(rows: Rows, parameters: Parameters) -> dict[str, Any]:
    """The part of the plan in which the others benefit least."""
    counted = [row for row in rows if not is_left_out(row, parameters)]
    deferring = [row for row in counted if row.is_eligible]
    sharing = [row for row in counted if row.is_employer_eligible]
    parts = [("deferrals", deferring, deferring)]
    if any(row.employer_core for row in sharing):
        parts.append(("core", sharing, [row for row in sharing if row.employer_core]))
    found = []
    for name, entered, benefiting in parts:
        members = [row for row in entered if row.is_hce]
        others = [row for row in entered if not row.is_hce]
        ours = [row for row in benefiting if row.is_hce]
        theirs = [row for row in benefiting if not row.is_hce]
        value = None
        if ours and others:
            value = Fraction(len(theirs) * len(members), len(ours) * len(others))
        found.append(
            {
                "hce_count": len(members),
                "nhce_count": len(others),
                "hce_average": _share(len(ours), len(members)),
                "nhce_average": _share(len(theirs), len(others)),
                "tested_value": None if value is None else points(whole(10_000 * value)),
                "limit_value": 0.7,
                "branch": name,
                "is_deemed_passed": False,
                "passes": value is None or value >= Fraction(7, 10),
            }
        )
    return min(found, key=lambda part: (part["tested_value"] is None, part["tested_value"] or 0))


def _share(part: int, number: int) -> float | None:
    return points(whole(Fraction(10_000 * part, number))) if number else None
