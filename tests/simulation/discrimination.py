"""The tests of a plan, computed once more: by plain loops over people, without SQL.

Ratios and averages are whole hundredths of a per cent; amounts are decimals of dollars.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from runner.parameters.catalogue import Parameters
from runner.parameters.kinds import value_in
from tests.simulation.arithmetic import (
    NOTHING,
    Limits,
    Span,
    anniversary,
    exact,
    pay_before,
    tiers_of,
)
from tests.simulation.people import Person
from tests.simulation.simulated import COMPANY

Rows = list[Any]
OVER_FIVE_PERCENT, OVER_ONE_PERCENT = Decimal("0.05"), Decimal("0.01")


def whole(number: Decimal | Fraction) -> int:
    """A number rounded half up."""
    return int((Fraction(number) + Fraction(1, 2)).__floor__())


def cents(number: Fraction) -> Decimal:
    """An amount rounded half up to the cent."""
    return Decimal(whole(number * 100)) / 100


# What the census says ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Holding:
    """An employee's part of the company, and balance of employer money in the plan."""

    ownership: Decimal = Decimal(0)
    balance: Decimal = NOTHING


def holdings_of(parameters: Parameters) -> dict[str, Holding]:
    """What the employees of a census file hold; parts are written as fractions."""
    if parameters.census.path == "sample":
        return {}
    with (COMPANY / parameters.census.path).open(newline="") as file:
        return {
            row["employee_id"]: Holding(
                Decimal(row.get("ownership") or 0), Decimal(row.get("employer_balance") or 0)
            )
            for row in csv.DictReader(file)
        }


def owners_of(parameters: Parameters) -> set[str]:
    """Who owns more than 5 %, and is highly compensated for it."""
    held = holdings_of(parameters).items()
    return {name for name, holding in held if holding.ownership > OVER_FIVE_PERCENT}


def top_paid(people: list[Person], parameters: Parameters, years: range) -> dict[int, Decimal]:
    """By year, the least pay of the year before with which somebody is in the top-paid group."""
    if not parameters.plan.testing.top_paid_group:
        return {}
    return {year: _least_pay(people, year, years[0]) for year in years}


def _least_pay(people: list[Person], year: int, start: int) -> Decimal:
    pays, counted = [], 0
    for person in people:
        if year == start:
            spans = [(dt.date(year - 1, 12, 31), pay_before(person, start))]
            spans = spans if person.from_census else []
        else:
            days = person.employed(range(year - 1, year))
            spans = [(end, Span(person, at, day, end).earned_from(day)) for at, day, end in days]
        for last_day, pay in spans:
            pays.append(pay)
            served = anniversary(person.hire_date, 6) <= last_day + dt.timedelta(days=1)
            counted += served and year - 1 - person.birth_date.year >= 21
    size = -(-counted // 5)
    return sorted(pays, reverse=True)[size - 1] if size else Decimal(10**9)


# Averages ---------------------------------------------------------------------------------------


def limit_of(average: int) -> tuple[Fraction, str]:
    """What the highly compensated may average, and by which formula."""
    formulas = [
        (Fraction(5, 4) * average, "1.25 x"),
        (Fraction(2 * average), "2 x"),
        (Fraction(average + 200), "+ 2 points"),
    ]
    lower = min(formulas[1:], key=lambda formula: formula[0])
    return formulas[0] if formulas[0][0] > lower[0] else lower


def needed_for(average: int) -> int:
    """The least average of the others with which an average passes, by trying all."""
    return next(others for others in range(10_001) if limit_of(others)[0] >= average)


def average_tests(
    rows_by_year: Mapping[int, Rows], parameters: Parameters, context: Context
) -> dict[tuple[int, str], dict[str, Any]]:
    """ADP and ACP of each year: columns of fct_nondiscrimination by year and test."""
    found = {}
    for test, column in (("adp", "employee_deferral"), ("acp", "employer_match")):
        before: int | None = None
        for year in sorted(rows_by_year):
            tested = _tested(rows_by_year[year], parameters, test)
            members = [row for row in tested if row.is_hce]
            others = [row for row in tested if not row.is_hce]
            ours, theirs = average(members, column), average(others, column)
            compared = _compared(test, year, theirs, before, parameters)
            averages = (ours, theirs, compared)
            found[year, test] = _judge(test, column, (members, others), averages, context)
            before = theirs
    for year in sorted(rows_by_year):
        _shift(found[year, "adp"], found[year, "acp"])
    return found


@dataclass(frozen=True)
class Context:
    """What corrections need beside the people: parameters, limits and the order of people."""

    parameters: Parameters
    limits: Limits
    numbers: Mapping[str, int]


def is_left_out(row: Any, parameters: Parameters) -> bool:
    """Whether somebody is a long-term part-time employee whom the tests leave out."""
    return row.is_long_term_part_time and parameters.plan.testing.disregard_long_term_part_time


def _tested(rows: Rows, parameters: Parameters, test: str) -> Rows:
    without = parameters.plan.testing.disregard_early_participants
    return [
        row
        for row in rows
        if row.is_eligible
        and (test == "adp" or row.is_employer_eligible)
        and not is_left_out(row, parameters)
        and (row.is_hce or not without or (row.age >= 21 and row.tenure_years >= 1))
    ]


def ratio(row: Any, column: str) -> int:
    """A person's ratio in hundredths of a per cent."""
    pay = tested_pay(row, column)
    return whole(Fraction(10_000 * getattr(row, column)) / Fraction(pay)) if pay else 0


def tested_pay(row: Any, column: str) -> Decimal:
    """The pay of a ratio: what counts for deferrals, or for what the employer puts in."""
    return row.plan_compensation if column == "employee_deferral" else row.employer_compensation


def average(rows: Rows, column: str) -> int | None:
    """The average of people's ratios; None of nobody."""
    return whole(Fraction(sum(ratio(row, column) for row in rows), len(rows))) if rows else None


def _compared(
    test: str, year: int, theirs: int | None, before: int | None, parameters: Parameters
) -> int | None:
    """The others' average that the test is made with."""
    testing, established = parameters.plan.testing, parameters.plan.established
    if testing.method == "current":
        return theirs
    if established is not None and established.year == year:
        return 300 if testing.first_year == "deemed" else theirs
    if year == parameters.simulation.start_year:
        given = getattr(testing, f"prior_year_{test}")
        return theirs if given is None else whole(10_000 * exact(given))
    return before


def is_deemed_passed(test: str, year: int, parameters: Parameters) -> bool:
    """Whether the law takes a test for passed because of the plan's design."""
    if not parameters.plan.safe_harbor:
        return False
    if test == "adp":
        return True
    tiers = tiers_of(parameters, year, 0)
    rates = [rate for _, rate in tiers]
    matched = max((up_to for up_to, rate in tiers if rate), default=Decimal(0))
    match = parameters.plan.match
    if match.last_day_rule or match.minimum_hours:
        return False
    is_same = not match.by_service or len(match.by_service) == 1
    return is_same and matched <= Decimal("0.06") and rates == sorted(rates, reverse=True)


def _judge(
    test: str,
    column: str,
    groups: tuple[Rows, Rows],
    averages: tuple[int | None, int | None, int | None],
    context: Context,
) -> dict[str, Any]:
    (members, others), (ours, theirs, compared) = groups, averages
    parameters = context.parameters
    limit, branch = (None, None) if compared is None else limit_of(compared)
    year = (members or others)[0].plan_year if members or others else 0
    is_deemed = is_deemed_passed(test, year, parameters)
    passes = is_deemed or not ours or limit is None or ours <= limit
    found: dict[str, Any] = {
        "hce_count": len(members),
        "nhce_count": len(others),
        "hce_average": points(ours),
        "nhce_average": points(theirs),
        "nhce_average_tested": points(compared),
        "nhce_average_needed": None if ours is None else points(needed_for(ours)),
        "tested_value": points(ours),
        "limit_value": points(limit),
        "branch": branch,
        "is_deemed_passed": is_deemed,
        "passes": passes,
        "excess_amount": None,
        "refund": None,
        "recharacterized": None,
        "forfeited_match": None,
        "qnec_rate": None,
        "qnec_cost": None,
        "shift_rate": None,
    }
    if not passes and ours is not None and limit is not None:
        shares = refunds(members, column, excess(members, column, int(limit)), context)
        found |= corrected(test, year, shares, context)
        if parameters.plan.testing.method == "current" and theirs is not None:
            lacking = needed_for(ours) - theirs
            pay = sum((tested_pay(row, column) for row in others), NOTHING)
            found["qnec_rate"] = points(lacking)
            found["qnec_cost"] = cents(Fraction(pay) * lacking / 10_000)
    return found


def points(number: int | Fraction | None) -> float | None:
    """Hundredths of a per cent as a fraction."""
    return None if number is None else float(number) / 10_000


def _shift(adp: dict[str, Any], acp: dict[str, Any]) -> None:
    """Borrow what the deferrals can spare, if that is enough for the match."""
    if acp["passes"] or not adp["passes"] or adp["is_deemed_passed"]:
        return
    if None in (adp["nhce_average_tested"], adp["nhce_average_needed"]):
        return
    spare = round(10_000 * (adp["nhce_average_tested"] - adp["nhce_average_needed"]))
    lacking = round(10_000 * (acp["nhce_average_needed"] - acp["nhce_average_tested"]))
    if lacking <= spare:
        acp["shift_rate"] = points(lacking)


# Corrections ------------------------------------------------------------------------------------


def excess(members: Rows, column: str, passing: int) -> Decimal:
    """What is above the level to which the highest ratios come down, one step after the other."""
    levels = [Fraction(ratio(row, column)) for row in members]
    while (too_much := sum(levels) - passing * len(members)) > 0:
        highest = max(levels)
        top = [index for index, level in enumerate(levels) if level == highest]
        lower = max((level for level in levels if level < highest), default=Fraction(0))
        step = min(highest - lower, too_much / len(top))
        for index in top:
            levels[index] -= step
    total = NOTHING
    for row, level in zip(members, levels, strict=True):
        if level < ratio(row, column):
            kept = cents(level * Fraction(tested_pay(row, column)) / 10_000)
            total += max(NOTHING, getattr(row, column) - kept)
    return total


def refunds(
    members: Rows, column: str, total: Decimal, context: Context
) -> list[tuple[Any, Decimal]]:
    """Each person's share of the excess: the largest amounts come down, a cent at the end."""
    order = sorted(
        members, key=lambda row: (-getattr(row, column), context.numbers[row.employee_id])
    )
    before = [int(getattr(row, column) * 100) for row in order]
    left, remaining = list(before), int(total * 100)
    while remaining:
        highest = max(left)
        top = [index for index, amount in enumerate(left) if amount == highest]
        lower = max((amount for amount in left if amount < highest), default=0)
        if (highest - lower) * len(top) <= remaining:
            step, odd = highest - lower, 0
        else:
            step, odd = divmod(remaining, len(top))
        for place, index in enumerate(top, start=1):
            left[index] -= step + (place > len(top) - odd)
        remaining = int(total * 100) - (sum(before) - sum(left))
        if odd or not step:
            break
    shares = [Decimal(was - now) / 100 for was, now in zip(before, left, strict=True)]
    return [(row, share) for row, share in zip(order, shares, strict=True) if share]


def corrected(
    test: str, year: int, shares: Iterable[tuple[Any, Decimal]], context: Context
) -> dict[str, Decimal]:
    """What becomes of the shares: catch-up, refund and forfeited match, summed."""
    sums = dict.fromkeys(("excess_amount", "refund", "recharacterized", "forfeited_match"), NOTHING)
    for row, share in shares:
        caught = lost = NOTHING
        if test == "adp":
            room = row.deferral_limit - context.limits("elective_deferral", year) - row.catch_up
            caught = min(share, max(NOTHING, room))
            lost = _match_lost(row, year, share - caught, context)
            paid = share - caught
        else:
            lost = cents(Fraction(share) * (1 - Fraction(str(row.vested_percent))))
            paid = share - lost
        for name, amount in zip(sums, (share, paid, caught, lost), strict=True):
            sums[name] += amount
    return sums


def _match_lost(row: Any, year: int, paid_out: Decimal, context: Context) -> Decimal:
    if not paid_out:
        return NOTHING
    left = row.employee_deferral + row.catch_up - paid_out
    tiers = tiers_of(context.parameters, year, row.tenure_years)
    remains = match_of(left, row.employer_compensation, tiers)
    most = value_in(context.parameters.plan.match.maximum, year)
    remains = remains if most is None else min(remains, most)
    return max(NOTHING, row.employer_match - remains)


def match_of(deferred: Decimal, pay: Decimal, tiers: list[tuple[Decimal, Decimal]]) -> Decimal:
    """The match of a year's deferral: each slice of it at its tier's rate."""
    amount, lower = Fraction(0), Decimal(0)
    for up_to, rate in tiers:
        slice_of = max(Decimal(0), min(deferred, up_to * pay) - lower * pay)
        amount += Fraction(rate) * Fraction(slice_of)
        lower = up_to
    return cents(amount)
