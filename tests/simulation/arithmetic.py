"""A person's year in the plan, computed once more: from the law and the plan, without SQL.

Money is exact until an amount is known, and is then rounded half up to the cent.
"""

from __future__ import annotations

import datetime as dt
from calendar import isleap, monthrange
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from fractions import Fraction
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
    "roth_catch_up_wages": 5000,
    "key_employee_compensation": 5000,
}


def exact(value: float) -> Decimal:
    """A parameter as it is written."""
    return Decimal(str(value))


def half_up(amount: Decimal | Fraction) -> Decimal:
    """An amount to the cent."""
    if isinstance(amount, Fraction):
        return Decimal((200 * amount + 1) // 2) / 100
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


def anniversary(day: dt.date, months: int) -> dt.date:
    """Some months later: the first of the next month where a month has no such day."""
    later = plus_months(day, months)
    return later if later.day == day.day else later + dt.timedelta(days=1)


@dataclass(frozen=True)
class Entries:
    """When somebody may defer, and from when match and core are open; None means never."""

    deferrals: dt.date | None
    employer: dt.date | None
    is_long_term_part_time: bool = False


def entries_of(person: Person, parameters: Parameters) -> Entries:
    """The entry dates by age and service, and whether only a part-timer's hours open the plan."""
    rules = parameters.plan.eligibility
    own = rules.employer
    months = rules.service_months if own.service_months is None else own.service_months
    age = rules.minimum_age if own.minimum_age is None else own.minimum_age
    schedule = own.entry or rules.entry
    deferrals = _next_entry(
        _qualified(person, rules, rules.service_months, rules.minimum_age), rules.entry
    )
    employer = _next_entry(_qualified(person, rules, months, age), schedule)
    part_time = _part_time_since(person, rules)
    if part_time is None:
        return Entries(deferrals, employer)
    if rules.long_term_part_time == "all_contributions":
        employer = _next_entry(part_time, schedule)
    return Entries(_next_entry(part_time, rules.entry), employer, True)


def _next_entry(day: dt.date | None, schedule: str) -> dt.date | None:
    """The first entry date on or after a day."""
    if day is None or schedule == "immediate":
        return day
    every = {"monthly": 1, "quarterly": 3, "semiannual": 6, "annual": 12}[schedule]
    firsts = (
        dt.date(year, month, 1)
        for year in (day.year, day.year + 1)
        for month in range(1, 13, every)
    )
    return next(first for first in firsts if first >= day)


def _qualified(person: Person, rules: Any, months: int, age: int) -> dt.date | None:
    """The day on which age and service are met; None if hours never suffice."""
    served = anniversary(person.hire_date, months) - dt.timedelta(days=1)
    if rules.years_by == "hours" and months:
        if 52 * person.hours_per_week < rules.year_of_service_hours:
            return None
        periods = computation_periods(person.hire_date, rules.computation_periods)
        *_, (_, served) = (next(periods) for _ in range(months // 12))
    if rules.service_completed_on == "anniversary":
        served += dt.timedelta(days=1)
    return max(person.hire_date, served, anniversary(person.birth_date, 12 * age))


def computation_periods(hire_date: dt.date, convention: str) -> Iterator[tuple[dt.date, dt.date]]:
    """Twelve months since the hire, then from anniversaries on or plan years, without end."""
    first = anniversary(hire_date, 12)
    yield hire_date, first - dt.timedelta(days=1)
    for later in range(100):
        if convention == "plan_years":
            year = first.year + later
            yield dt.date(year, 1, 1), dt.date(year, 12, 31)
        else:
            start = anniversary(hire_date, 12 * (later + 1))
            yield start, anniversary(hire_date, 12 * (later + 2)) - dt.timedelta(days=1)


def _part_time_since(person: Person, rules: Any) -> dt.date | None:
    """The day on which a long-term part-time employee qualifies; None of everybody else."""
    hours = int(52 * person.hours_per_week)
    if rules.years_by != "hours" or not rules.service_months:
        return None
    if not 500 <= hours < rules.year_of_service_hours:
        return None
    of_age, run = anniversary(person.birth_date, 12 * rules.minimum_age), 0
    found = []
    for start, end in computation_periods(person.hire_date, rules.computation_periods):
        run += start >= dt.date(2021, 1, 1)
        if end >= of_age and run >= 3:
            return min([*found, max(end, dt.date(2024, 1, 1))])
        if end >= of_age and run >= 2:
            found.append(max(end, dt.date(2025, 1, 1)))
    return None


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
        index, economy = Decimal(1), self._parameters.economy
        for later in range(last + 1, year + 1):
            growth = value_in(economy.price_inflation, max(later, start))
            if name == "social_security_wage_base":
                wages = value_in(economy.wage_growth, max(later, start))
                growth = growth if wages is None else wages
            index *= 1 + exact(growth)
        if name == "social_security_wage_base":
            return max(figure, 300 * (figure * index / 300).to_integral_value(ROUND_HALF_UP))
        steps = (figure * (index - 1) / STEPS[name]).to_integral_value(ROUND_FLOOR)
        return figure + max(Decimal(0), steps) * STEPS[name]


def tiers_of(parameters: Parameters, year: int, service: int) -> list[tuple[Decimal, Decimal]]:
    """The match's tiers for years of service: up to which part of pay, and at what rate."""
    match = parameters.plan.match
    tiers = value_in(match.tiers, year)
    if match.by_service is not None:
        tiers = [band.tiers for band in match.by_service if band.from_ <= service][-1]
    return [(exact(tier.up_to), exact(tier.rate)) for tier in tiers]


def core_rate(person: Person, parameters: Parameters, year: int, service: int) -> Decimal:
    """The core rate: flat, or that of the band of service, age or points."""
    core, age = parameters.plan.core, year - person.birth_date.year
    for bands, number in (
        (core.by_service, service),
        (core.by_age, age),
        (core.by_points, age + service),
    ):
        if bands is not None:
            return exact([band.value for band in bands if band.from_ <= number][-1])
    return exact(value_in(core.rate, year))


def hours(person: Person, first_day: dt.date, last_day: dt.date) -> int:
    """Hours of service of some days of one year: at 40 a week, 2,080 in a full year."""
    days = (last_day - first_day).days + 1
    return int(Fraction(52 * person.hours_per_week) * days / (365 + isleap(first_day.year)))


def vesting_years(span: Span, vesting: Any, is_long_term_part_time: bool) -> int:
    """Years of vesting service up to the last day of a year."""
    person, needed = span.person, vesting.year_of_service_hours
    if vesting.years_by == "elapsed_time":
        return completed_years(person.hire_date, span.last_day)
    first_year = person.hire_date.year
    if is_long_term_part_time:
        first_year, needed = max(2021, first_year), min(500, needed)
    worked = (
        hours(
            person,
            max(person.hire_date, dt.date(year, 1, 1)),
            min(span.last_day, dt.date(year, 12, 31)),
        )
        for year in range(first_year, span.year + 1)
    )
    return sum(each >= needed for each in worked)


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

    @property
    def days(self) -> int:
        """How many days the person is employed in the year."""
        return (self.last_day - self.first_day).days + 1

    @property
    def stays(self) -> bool:
        """Whether the person is still employed on 31 December."""
        left = self.person.termination_date
        return left is None or left.year != self.year

    def earned_from(self, day: dt.date) -> Decimal:
        """Pay from a day on, to the last day of the year or of employment."""
        day = max(day, self.first_day)
        turn = self.raised_on or self.last_day
        before = max(0, (min(self.last_day + dt.timedelta(days=1), turn) - day).days)
        total = max(0, (self.last_day - day).days + 1)
        weighted = self.person.pay_on(self.first_day - dt.timedelta(days=1)) * before
        weighted += self.person.pay_on(self.last_day) * (total - before)
        return half_up(weighted / (365 + isleap(self.year)))

    def stretches(self, entry: dt.date) -> list[tuple[Decimal, Decimal]]:
        """Pay since the entry date and the rate that is deferred of it, election by election."""
        day, found = max(self.first_day, entry), []
        rate = self.person.rate_on(day)
        for change in self.person.rate_changes:
            if change.plan_year == self.year and change.event_date > day:
                found.append((self.earned_from(day) - self.earned_from(change.event_date), rate))
                day, rate = change.event_date, change.new_value
        return [*found, (self.earned_from(day), rate)]

    def meets(self, conditions: Any) -> bool:
        """Whether the last-day and hours conditions of match or core are met."""
        if conditions.last_day_rule and not self.stays:
            return False
        return hours(self.person, self.first_day, self.last_day) >= conditions.minimum_hours


@dataclass(frozen=True)
class Matched:
    """What is matched of a year: stretches, the deferrals before them, pay, deferrals, catch-up."""

    stretches: list[tuple[Decimal, Decimal]]
    before: Decimal
    pay: Decimal
    deferred: Decimal
    catch_up_limit: Decimal


@dataclass
class Match:
    """What is matched of any total of deferrals, and of which part of a year's."""

    of: Callable[[Decimal], Decimal]
    amount: Decimal


@dataclass(frozen=True)
class Status:
    """What beside the law's figure makes highly compensated: owners, and the least pay by year."""

    owners: frozenset[str] = frozenset()
    least_pay: Mapping[int, Decimal] = field(default_factory=dict)

    def is_hce(self, person: Person, year: int, prior_pay: Decimal, figure: Decimal) -> bool:
        """Whether somebody is highly compensated in a year."""
        is_paid = prior_pay > figure and prior_pay >= self.least_pay.get(year, NOTHING)
        return is_paid or person.employee_id in self.owners


def contribution_years(
    person: Person,
    parameters: Parameters,
    limits: Limits,
    years: range,
    shares: dict[tuple[str, int], Decimal],
    status: Status,
) -> Iterator[dict[str, Any]]:
    """All columns of each of a person's years that follow from the plan."""
    prior_pay = pay_before(person, years[0])
    matched = added = NOTHING
    for span in (Span(person, *days) for days in person.employed(years)):
        share = shares.get((person.employee_id, span.year), NOTHING)
        year = _contributions(span, parameters, limits, prior_pay, share)
        matched, added = matched + year["employer_match"], added + year["employer_core"]
        part_time = entries_of(person, parameters).is_long_term_part_time
        shares_kept = _vested_shares(span, parameters.plan.vesting, part_time)
        lost = half_up(matched * (1 - shares_kept[0])) + half_up(added * (1 - shares_kept[1]))
        yield year | {
            "plan_year": span.year,
            "age": span.year - person.birth_date.year,
            "tenure_years": completed_years(person.hire_date, span.last_day),
            "annual_pay": person.pay_on(span.last_day),
            "is_active": span.stays,
            "is_new_hire": person.hire_date.year == span.year and not person.from_census,
            "is_hce": status.is_hce(
                person, span.year, prior_pay, limits("hce_compensation", span.year - 1)
            ),
            "vested_percent": float(shares_kept[0]),
            "forfeiture": NOTHING if span.stays else lost,
        }
        prior_pay = year["gross_compensation"]


def _vested_shares(span: Span, vesting: Any, part_time: bool) -> tuple[Decimal, Decimal]:
    """The vested shares of match and core on the last day of a year."""
    retired = vesting.normal_retirement_age
    if completed_years(span.person.birth_date, span.last_day) >= retired:
        return Decimal(1), Decimal(1)
    service = vesting_years(span, vesting, part_time)
    return vested(vesting.match, service), vested(vesting.core, service)


def pay_before(person: Person, year: int) -> Decimal:
    """Pay in the year before the first, at the census's annual pay."""
    first = max(person.hire_date, dt.date(year - 1, 1, 1))
    days = max(0, (dt.date(year, 1, 1) - first).days)
    return half_up(person.pay * days / (365 + isleap(year - 1)))


def _entries(person: Person, parameters: Parameters) -> Entries:
    """The entry dates; who already defers has entered before the first year.

    Match and core begin with deferrals unless the rules say another day for them.
    """
    by_rule = entries_of(person, parameters)
    deferrals = by_rule.deferrals
    if person.census_rate:
        before = dt.date(parameters.simulation.start_year - 1, 12, 31)
        deferrals = before if deferrals is None else min(deferrals, before)
    if by_rule.employer == by_rule.deferrals and not by_rule.is_long_term_part_time:
        return Entries(deferrals, deferrals)
    return Entries(deferrals, by_rule.employer, by_rule.is_long_term_part_time)


def _pay_since(
    span: Span, entry: dt.date | None, parameters: Parameters, limits: Limits
) -> Decimal:
    """Pay that counts from an entry date on, or of the whole year, up to the limit."""
    if entry is None or entry > span.last_day:
        return NOTHING
    whole = parameters.plan.compensation_from == "year"
    counted = span.earned_from(span.first_day if whole else entry)
    return min(counted, limits("compensation", span.year))


def profit_shares(
    people: Iterable[Person], parameters: Parameters, limits: Limits, years: range
) -> dict[tuple[str, int], Decimal]:
    """Everybody's part of each year's sum: whole cents, then one each by the largest fraction."""
    pays: dict[int, dict[str, Decimal]] = defaultdict(dict)
    core, shares = parameters.plan.core, {}
    for person in people:
        for span in (Span(person, *days) for days in person.employed(years)):
            entry = _entries(person, parameters).employer
            pay = _pay_since(span, entry, parameters, limits)
            if pay and span.meets(core):
                pays[span.year][person.employee_id] = pay
    for year, of_year in pays.items():
        whole = value_in(core.profit_sharing, year)
        if not whole:
            continue
        exact_shares = {
            name: Fraction(whole) * Fraction(pay) / Fraction(sum(of_year.values()))
            for name, pay in of_year.items()
        }
        cents = {name: int(100 * share) for name, share in exact_shares.items()}
        left = int(100 * whole) - sum(cents.values())
        by_fraction = sorted(cents, key=lambda name: cents[name] - 100 * exact_shares[name])
        for name in by_fraction[:left]:
            cents[name] += 1
        shares |= {(name, year): Decimal(each) / 100 for name, each in cents.items()}
    return shares


def _contributions(
    span: Span, parameters: Parameters, limits: Limits, prior_pay: Decimal, share: Decimal
) -> dict[str, Any]:
    person, year = span.person, span.year
    entries = _entries(person, parameters)
    gross = span.earned_from(span.first_day)
    eligible = _has_come(entries.deferrals, span)
    plan_pay = _pay_since(span, entries.deferrals, parameters, limits)
    pay = _pay_since(span, entries.employer, parameters, limits)
    stretches = span.stretches(entries.deferrals) if eligible else []
    elected = half_up(sum((part * rate for part, rate in stretches), Decimal(0)))
    matched_stretches = _matched_stretches(span, entries, stretches, parameters)
    before = sum((part * rate for part, rate in stretches), Decimal(0)) - sum(
        (part * rate for part, rate in matched_stretches), Decimal(0)
    )
    as_roth = prior_pay > limits("roth_catch_up_wages", year)
    elective, catch_up_limit = _deferral_limits(span, parameters, limits, as_roth)
    deferral = min(elected, elective)
    catch_up = min(elected - deferral, catch_up_limit)
    work = Matched(matched_stretches, before, pay, deferral + catch_up, catch_up_limit)
    match = _match(span, parameters, limits, work)
    core = _core(span, parameters, limits, pay, share)
    most = min(limits("annual_additions", year), gross)
    moved = min(
        max(NOTHING, deferral + match.amount + core - most), deferral, catch_up_limit - catch_up
    )
    deferral, catch_up = deferral - moved, catch_up + moved
    deferral, matched, core = _cut(deferral, catch_up, match, core, most)
    rate = person.rate_on(span.last_day)
    return {
        "gross_compensation": gross,
        "plan_compensation": plan_pay,
        "employer_compensation": pay,
        "deferral_rate": float(rate),
        "deferral_elected": elected,
        "deferral_limit": elective + catch_up_limit,
        "employee_deferral": deferral,
        "catch_up": catch_up,
        "catches_up_as_roth": as_roth,
        "employee_contributions": deferral + catch_up,
        "employer_match": matched,
        "employer_core": core,
        "employer_contributions": matched + core,
        "annual_additions": deferral + matched + core,
        "annual_additions_limit": most,
        "is_eligible": eligible,
        "is_participant": eligible and rate > 0,
        "is_employer_eligible": _has_come(entries.employer, span),
        "is_long_term_part_time": entries.is_long_term_part_time,
    }


def reallocate(years: Mapping[tuple[str, int], dict[str, Any]], parameters: Parameters) -> None:
    """Add to each person's year the part of the year's forfeitures, as far as 415(c) has room."""
    by_year: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for (_, plan_year), row in years.items():
        row["forfeiture_share"] = NOTHING
        by_year[plan_year].append(row)
    if parameters.plan.forfeitures != "reallocate":
        return
    for rows in by_year.values():
        left = int(100 * sum(row["forfeiture"] for row in rows))
        open_rows = [row for row in rows if row["is_active"] and row["employer_compensation"]]
        while open_rows:
            pay = Fraction(sum(row["employer_compensation"] for row in open_rows))
            parts = [left * Fraction(row["employer_compensation"]) / pay for row in open_rows]
            rooms = [
                int(100 * (row["annual_additions_limit"] - row["annual_additions"]))
                for row in open_rows
            ]
            full = [part >= room for part, room in zip(parts, rooms, strict=True)]
            if not any(full):
                _hand_out(open_rows, parts, left)
                break
            for row, room, is_full in zip(open_rows, rooms, full, strict=True):
                if is_full:
                    row["forfeiture_share"] = Decimal(room) / 100
                    left -= room
            open_rows = [row for row, is_full in zip(open_rows, full, strict=True) if not is_full]
        for row in rows:
            row["employer_contributions"] += row["forfeiture_share"]
            row["annual_additions"] += row["forfeiture_share"]


def _hand_out(rows: list[dict[str, Any]], parts: list[Fraction], total: int) -> None:
    """Whole cents to everybody, and those that are left to the largest fractions."""
    cents = [int(part) for part in parts]
    places = sorted(range(len(rows)), key=lambda place: cents[place] - parts[place])
    for place in places[: total - sum(cents)]:
        cents[place] += 1
    for row, amount in zip(rows, cents, strict=True):
        row["forfeiture_share"] = Decimal(amount) / 100


def _has_come(entry: dt.date | None, span: Span) -> bool:
    return entry is not None and entry <= span.last_day


def _matched_stretches(
    span: Span, entries: Entries, stretches: list[tuple[Decimal, Decimal]], parameters: Parameters
) -> list[tuple[Decimal, Decimal]]:
    """The stretches of which deferrals are matched: from the entry to match and core on."""
    if not stretches or not _has_come(entries.employer, span):
        return []
    if parameters.plan.compensation_from == "year":
        return stretches
    return span.stretches(max(entries.deferrals, entries.employer))


def _deferral_limits(
    span: Span, parameters: Parameters, limits: Limits, as_roth: bool
) -> tuple[Decimal, Decimal]:
    """The limit on deferrals, and what may be deferred beyond it for age."""
    plan, year = parameters.plan, span.year
    age = year - span.person.birth_date.year
    beyond = Decimal(0)
    if as_roth and not plan.roth:
        beyond = Decimal(0)
    elif plan.catch_up and plan.super_catch_up and 60 <= age <= 63:
        beyond = limits("super_catch_up", year)
    elif plan.catch_up and age >= 50:
        beyond = limits("catch_up", year)
    return limits("elective_deferral", year), beyond


def _core(
    span: Span, parameters: Parameters, limits: Limits, pay: Decimal, share: Decimal
) -> Decimal:
    """The core contribution, with the part of what is shared out."""
    core, year = parameters.plan.core, span.year
    if not span.meets(core):
        return NOTHING
    service = completed_years(span.person.hire_date, span.last_day)
    amount = core_rate(span.person, parameters, year, service) * pay
    level = value_in(core.integration_level, year)
    if level is not None:
        threshold = half_up(exact(level) * limits("social_security_wage_base", year))
        amount += exact(value_in(core.excess_rate, year)) * max(NOTHING, pay - threshold)
    return half_up(amount) + share


# The match --------------------------------------------------------------------------------------

Tiers = list[tuple[Decimal, Decimal]]


def tiered(deferred: Decimal | Fraction, pay: Decimal | Fraction, tiers: Tiers) -> Fraction:
    """The match of a deferral: each slice of it at its tier's rate."""
    amount, lower, deferred, pay = Fraction(0), Fraction(0), Fraction(deferred), Fraction(pay)
    for up_to, rate in tiers:
        upper = Fraction(up_to) * pay
        amount += Fraction(rate) * max(Fraction(0), min(deferred, upper) - lower)
        lower = upper
    return amount


def _match(span: Span, parameters: Parameters, limits: Limits, work: Matched) -> Match:
    """The match of a year, and what it would be of less."""
    match = parameters.plan.match
    most = value_in(match.maximum, span.year)
    if not span.meets(match):
        most = NOTHING
    weighted = _tiers_by_days(span, parameters)
    matchable = max(NOTHING, work.deferred - half_up(work.before))

    def of_year(total: Decimal) -> Decimal:
        parts = (part * tiered(min(total, matchable), work.pay, t) for part, t in weighted)
        amount = half_up(sum(parts, Fraction(0)))
        return amount if most is None else min(amount, most)

    if match.true_up:
        return Match(of_year, of_year(work.deferred))
    ((_, tiers),) = weighted
    room = limits("elective_deferral", span.year) + work.catch_up_limit
    whole, matched = _by_pay_period(
        span, parameters, limits, work.stretches, tiers, max(Decimal(0), room - work.before)
    )
    amount = whole if most is None else min(whole, most)

    def of_periods(total: Decimal) -> Decimal:
        if not matched:
            return NOTHING
        return min(amount, half_up(Fraction(amount) * Fraction(total) / Fraction(matched)))

    return Match(of_periods, amount)


def _tiers_by_days(span: Span, parameters: Parameters) -> list[tuple[Fraction, Tiers]]:
    """The tiers of the service that counts, each with its part of the year."""
    hired, as_of = span.person.hire_date, parameters.plan.match.service_as_of
    opening = completed_years(hired, span.first_day)
    closing = completed_years(hired, span.last_day)
    if as_of != "anniversary":
        service = opening if as_of == "year_start" else closing
        return [(Fraction(1), tiers_of(parameters, span.year, service))]
    days = [span.first_day + dt.timedelta(n) for n in range(span.days)]
    before = sum(completed_years(hired, day) < closing for day in days)
    parts = ((before, opening), (span.days - before, closing))
    return [
        (Fraction(number, span.days), tiers_of(parameters, span.year, service))
        for number, service in parts
        if number
    ]


def _by_pay_period(
    span: Span,
    parameters: Parameters,
    limits: Limits,
    stretches: list[tuple[Decimal, Decimal]],
    tiers: Tiers,
    room: Decimal,
) -> tuple[Decimal, Decimal]:
    """The sum of the pay periods' matches, and of the deferrals that they match."""
    match, limit = parameters.plan.match, Fraction(limits("compensation", span.year))
    payroll = Payroll(
        Fraction(span.person.pay_on(span.last_day)), match.pay_periods, limit, match.pay_limit
    )
    left, seen = Fraction(room), Fraction(0)
    top = Fraction(max((up_to for up_to, _ in tiers), default=Decimal(0)))
    amount = matched = Fraction(0)
    for pay, rate in ((Fraction(pay), Fraction(rate)) for pay, rate in stretches):
        for deferred, counted in payroll.periods(pay, rate, left, seen):
            amount += tiered(deferred, counted, tiers)
            matched += min(deferred, top * counted)
        left, seen = max(Fraction(0), left - rate * pay), seen + pay
    whole = half_up(amount)
    if match.pay_limit == "annual":
        whole = min(whole, half_up(tiered(limit, limit, tiers)))
    return whole, half_up(matched)


@dataclass
class Payroll:
    """Equal pay periods, and how the limit on pay bounds what of them counts."""

    annual: Fraction
    number: int
    limit: Fraction
    reading: str

    def periods(
        self, pay: Fraction, rate: Fraction, left: Fraction, seen: Fraction
    ) -> Iterator[tuple[Fraction, Fraction]]:
        """Deferral and counted pay of each period up to the limit on deferrals, or of all at once.

        All at once is as good while no limit is reached: the tiers apply to each in the same way.
        """
        stops = self.reading == "stop"
        counted = max(Fraction(0), min(pay, self.limit - seen)) if stops else pay
        if self.reading == "prorated" and self.annual > self.limit:
            counted = Fraction(half_up(pay * self.limit / self.annual))
        if rate * pay <= left:
            yield rate * (counted if stops else pay), counted
            return
        period, start = self.annual / self.number, Fraction(0)
        while rate * start <= left:
            deferred = min(rate * period, left - rate * start)
            of_period = period
            if stops:
                of_period = max(Fraction(0), min(period, counted - start))
                deferred = min(deferred, rate * of_period)
            elif self.reading == "prorated":
                of_period = min(period, self.limit / self.number)
            yield deferred, of_period
            start += period


def _cut(
    deferral: Decimal, catch_up: Decimal, match: Match, core: Decimal, most: Decimal
) -> tuple[Decimal, Decimal, Decimal]:
    """Deferral, match and core within the limit on annual additions.

    The most deferrals are kept that have room with their match; core is cut after them, and what
    matches catch-up after that.
    """
    if deferral + match.amount + core <= most:
        return deferral, match.amount, core
    lowest, highest = 0, int(100 * deferral)
    while lowest < highest:
        middle = (lowest + highest + 1) // 2
        kept = Decimal(middle) / 100
        if kept + match.of(kept + catch_up) + core <= most:
            lowest = middle
        else:
            highest = middle - 1
    kept = (Decimal(lowest) / 100).quantize(CENT)
    matched = match.of(kept + catch_up)
    core = max(NOTHING, min(core, most - kept - matched))
    return kept, max(NOTHING, min(matched, most - kept)), core
