"""A person's year in the plan, computed once more: from the law and the plan, without SQL.

Money is exact until an amount is known, and is then rounded half up to the cent.
"""

from __future__ import annotations

import datetime as dt
from calendar import isleap, monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Any

from runner.parameters.catalogue import Parameters
from runner.parameters.kinds import value_in
from tests.simulation.people import Person

CENT = Decimal("0.01")
NOTHING = Decimal("0.00")
STEPS = {
    "elective_deferral": 500,
    "catch_up": 500,
    "super_catch_up": 500,
    "compensation": 5000,
    "annual_additions": 1000,
    "hce_compensation": 5000,
}


def exact(value: float) -> Decimal:
    """A parameter as it is written."""
    return Decimal(str(value))


def half_up(amount: Decimal) -> Decimal:
    """An amount to the cent."""
    return amount.quantize(CENT, ROUND_HALF_UP)


# Dates ------------------------------------------------------------------------------------------


def completed_years(since: dt.date, until: dt.date) -> int:
    """How many anniversaries there were."""
    return until.year - since.year - ((until.month, until.day) < (since.month, since.day))


def plus_months(day: dt.date, months: int) -> dt.date:
    """The same day some months later, or the last of that month."""
    years, month = divmod(day.month - 1 + months, 12)
    last = monthrange(day.year + years, month + 1)[1]
    return dt.date(day.year + years, month + 1, min(day.day, last))


def entry_date(person: Person, parameters: Parameters) -> dt.date:
    """The first entry date on or after the day on which age and service are met."""
    rules = parameters.plan.eligibility
    served = plus_months(person.hire_date, rules.service_months) - dt.timedelta(days=1)
    aged = plus_months(person.birth_date, 12 * rules.minimum_age)
    day = max(person.hire_date, served, aged)
    if rules.entry == "immediate":
        return day
    every = {"monthly": 1, "quarterly": 3, "semiannual": 6, "annual": 12}[rules.entry]
    firsts = (
        dt.date(year, month, 1)
        for year in (day.year, day.year + 1)
        for month in range(1, 13, every)
    )
    return next(first for first in firsts if first >= day)


# The law's and the plan's figures ---------------------------------------------------------------


class Limits:
    """The statutory limits of each year of a scenario."""

    def __init__(self, parameters: Parameters, published: dict[int, dict[str, str]]) -> None:
        self._parameters = parameters
        self._published = published
        self._known: dict[tuple[str, int], Decimal] = {}

    def __call__(self, name: str, year: int) -> Decimal:
        """A limit: the plan's own, the published one, or that with its increase, in whole steps."""
        if (name, year) not in self._known:
            self._known[name, year] = self._find(name, year)
        return self._known[name, year]

    def _find(self, name: str, year: int) -> Decimal:
        start = self._parameters.simulation.start_year
        overrides = getattr(self._parameters.plan.limits, name)
        # The first year's override also decides whose pay of the year before was high.
        override = value_in(overrides, max(year, start))
        if override is not None:
            return override
        last = min(year, max(self._published))
        figure = Decimal(self._published[last][name])
        index = Decimal(1)
        for later in range(last + 1, year + 1):
            index *= 1 + exact(
                value_in(self._parameters.economy.price_inflation, max(later, start))
            )
        steps = (figure * (index - 1) / STEPS[name]).to_integral_value(ROUND_FLOOR)
        return figure + max(Decimal(0), steps) * STEPS[name]


def tiers_of(parameters: Parameters, year: int, service: int) -> list[tuple[Decimal, Decimal]]:
    """The match's tiers for years of service: up to which part of pay, and at what rate."""
    match = parameters.plan.match
    tiers = value_in(match.tiers, year)
    if match.by_service is not None:
        tiers = [band.tiers for band in match.by_service if band.from_ <= service][-1]
    return [(exact(tier.up_to), exact(tier.rate)) for tier in tiers]


def vested(schedule: Any, service: int) -> Decimal:
    """The vested share after years of service."""
    if schedule.schedule == "immediate":
        return Decimal(1)
    if schedule.schedule == "cliff":
        return Decimal(int(service >= schedule.cliff_years))
    return exact([band.value for band in schedule.graded if band.from_ <= service][-1])


# A year -----------------------------------------------------------------------------------------


@dataclass
class Span:
    """A person's days of one year, and the pay of them."""

    person: Person
    year: int
    first_day: dt.date
    last_day: dt.date

    @cached_property
    def raised_on(self) -> dt.date | None:
        """The day in the year from which pay is higher."""
        return next((e.event_date for e in self.person.raises if e.plan_year == self.year), None)

    def earned_from(self, day: dt.date) -> Decimal:
        """Pay from a day on, to the last day of the year or of employment."""
        day = max(day, self.first_day)
        turn = self.raised_on or self.last_day
        before = max(0, (min(self.last_day + dt.timedelta(days=1), turn) - day).days)
        total = max(0, (self.last_day - day).days + 1)
        weighted = self.person.pay_on(self.first_day - dt.timedelta(days=1)) * before
        weighted += self.person.pay_on(self.last_day) * (total - before)
        return half_up(weighted / (365 + isleap(self.year)))

    def elected(self, entry: dt.date) -> Decimal:
        """What the elections of the year defer of the pay from the entry date on."""
        day, amount = max(self.first_day, entry), Decimal(0)
        rate = self.person.rate_on(day)
        for change in self.person.rate_changes:
            if change.plan_year == self.year and change.event_date > day:
                amount += rate * (self.earned_from(day) - self.earned_from(change.event_date))
                day, rate = change.event_date, change.new_value
        return half_up(amount + rate * self.earned_from(day))


def contribution_years(
    person: Person, parameters: Parameters, limits: Limits, years: range
) -> Iterator[dict[str, Any]]:
    """All columns of each of a person's years that follow from the plan."""
    prior_pay = _pay_before(person, years[0])
    matched = added = NOTHING
    for span in (Span(person, *days) for days in person.employed(years)):
        year = _contributions(span, parameters, limits)
        matched, added = matched + year["employer_match"], added + year["employer_core"]
        service = completed_years(person.hire_date, span.last_day)
        schedules = parameters.plan.vesting
        left = person.termination_date is not None and person.termination_date.year == span.year
        shares = vested(schedules.match, service), vested(schedules.core, service)
        lost = half_up(matched * (1 - shares[0])) + half_up(added * (1 - shares[1]))
        yield year | {
            "plan_year": span.year,
            "age": span.year - person.birth_date.year,
            "tenure_years": service,
            "annual_pay": person.pay_on(span.last_day),
            "is_active": not left,
            "is_new_hire": person.hire_date.year == span.year and not person.from_census,
            "is_hce": prior_pay > limits("hce_compensation", span.year - 1),
            "vested_percent": float(shares[0]),
            "forfeiture": lost if left else NOTHING,
        }
        prior_pay = year["gross_compensation"]


def _pay_before(person: Person, year: int) -> Decimal:
    """Pay in the year before the first, at the census's annual pay."""
    first = max(person.hire_date, dt.date(year - 1, 1, 1))
    days = max(0, (dt.date(year, 1, 1) - first).days)
    return half_up(person.pay * days / (365 + isleap(year - 1)))


def _contributions(span: Span, parameters: Parameters, limits: Limits) -> dict[str, Any]:
    plan, person, year = parameters.plan, span.person, span.year
    entry = entry_date(person, parameters)
    if person.census_rate:
        entry = min(entry, dt.date(parameters.simulation.start_year - 1, 12, 31))
    gross = span.earned_from(span.first_day)
    eligible = entry <= span.last_day
    pay = NOTHING
    if eligible:
        counted = gross if plan.compensation_from == "year" else span.earned_from(entry)
        pay = min(counted, limits("compensation", year))
    elected = span.elected(entry) if eligible else NOTHING
    elective, catch_up_limit = _deferral_limits(span, parameters, limits)
    deferral = min(elected, elective)
    catch_up = min(elected - deferral, catch_up_limit)
    tiers = tiers_of(parameters, year, completed_years(person.hire_date, span.last_day))
    match = _match(deferral + catch_up, pay, tiers, value_in(plan.match.maximum, year))
    core = half_up(exact(value_in(plan.core.rate, year)) * pay)
    most = min(limits("annual_additions", year), gross)
    # What no tier matches is cut first; every service band is cut at its own last tier.
    matchable = half_up(pay * max((up_to for up_to, _ in tiers), default=Decimal(0)))
    deferral, match, core = _cut(deferral, match, core, min(deferral, matchable), most)
    rate = person.rate_on(span.last_day)
    return {
        "gross_compensation": gross,
        "plan_compensation": pay,
        "deferral_rate": float(rate),
        "deferral_elected": elected,
        "deferral_limit": elective + catch_up_limit,
        "employee_deferral": deferral,
        "catch_up": catch_up,
        "employee_contributions": deferral + catch_up,
        "employer_match": match,
        "employer_core": core,
        "employer_contributions": match + core,
        "annual_additions": deferral + match + core,
        "annual_additions_limit": most,
        "is_eligible": eligible,
        "is_participant": eligible and rate > 0,
    }


def _deferral_limits(span: Span, parameters: Parameters, limits: Limits) -> tuple[Decimal, Decimal]:
    """The limit on deferrals, and what may be deferred beyond it for age."""
    plan, year = parameters.plan, span.year
    age = year - span.person.birth_date.year
    beyond = Decimal(0)
    if plan.catch_up and plan.super_catch_up and 60 <= age <= 63:
        beyond = limits("super_catch_up", year)
    elif plan.catch_up and age >= 50:
        beyond = limits("catch_up", year)
    return limits("elective_deferral", year), beyond


def _match(
    deferred: Decimal,
    pay: Decimal,
    tiers: list[tuple[Decimal, Decimal]],
    maximum: Decimal | None,
) -> Decimal:
    """The match of a year's deferral: each slice of it at its tier's rate."""
    amount, lower = Decimal(0), Decimal(0)
    for up_to, rate in tiers:
        amount += rate * max(Decimal(0), min(deferred, up_to * pay) - lower * pay)
        lower = up_to
    return half_up(amount) if maximum is None else min(half_up(amount), maximum)


def _cut(
    deferral: Decimal, match: Decimal, core: Decimal, matchable: Decimal, most: Decimal
) -> tuple[Decimal, Decimal, Decimal]:
    """Deferral, match and core within the limit on annual additions."""
    excess = max(NOTHING, deferral + match + core - most)
    unmatched = min(excess, deferral - matchable)
    deferral, excess = deferral - unmatched, excess - unmatched
    if excess and excess < deferral + match:
        from_match = half_up(match * excess / (deferral + match))
        return deferral - (excess - from_match), match - from_match, core
    if excess:
        return NOTHING, NOTHING, core - (excess - deferral - match)
    return deferral, match, core
