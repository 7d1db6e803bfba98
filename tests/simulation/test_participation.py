"""People enroll, opt out and change their rates as often as asked for, whatever the scenario.

Error probabilities: see chance.py. Each statistical test fails with probability `chance.ERROR` if
nothing is wrong; one that looks at n bands asks each for `chance.ERROR` / n.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter, defaultdict
from decimal import Decimal
from types import SimpleNamespace

import pytest

from runner.parameters.kinds import value_in
from tests.simulation import chance
from tests.simulation.arithmetic import Limits, completed_years, entries_of, exact
from tests.simulation.people import people_of, years_of
from tests.simulation.simulated import published_limits
from tests.simulation.test_draws import plain_draw

ENTRY = 100
AT_ENTRY = ("automatic", "voluntary")


def entry_date(person, parameters):
    return entries_of(person, parameters).deferrals or dt.date.max


@pytest.fixture(scope="module")
def people(company):
    """The people of a scenario, read once."""
    known = {}

    def read(scenario_id):
        if scenario_id not in known:
            known[scenario_id] = people_of(company, scenario_id)
        return known[scenario_id]

    return read


def value_at(bands, number):
    """What holds for a number in ascending bands."""
    return [each.value for each in bands if each.from_ <= number][-1]


def band_of(bands, number):
    """The lower bound of the band of a number."""
    return max(each.from_ for each in bands if each.from_ <= number)


def year_of_day(date):
    """The share of its year that has passed when a day ends."""
    start, end = dt.date(date.year, 1, 1), dt.date(date.year + 1, 1, 1)
    return ((date - start).days + 1) / (end - start).days


def rate_before(person, year):
    """What somebody defers at the end of the year before."""
    return person.rate_on(dt.date(year - 1, 12, 31))


def band_pay(person, day, parameters):
    """Annual pay at the beginning of the year or of employment, in dollars of the first year."""
    first = max(person.hire_date, dt.date(day.year, 1, 1))
    pay = float(person.pay_on(first - dt.timedelta(days=1)))
    for year in range(parameters.simulation.start_year + 1, day.year + 1):
        pay /= 1 + value_in(parameters.economy.price_inflation, year)
    return pay


def odds(person, day, parameters, behavior):
    """The product of the factors of pay, age and tenure."""
    return (
        value_at(behavior.by_pay, band_pay(person, day, parameters))
        * value_at(behavior.by_age, completed_years(person.birth_date, day))
        * value_at(behavior.by_tenure, completed_years(person.hire_date, day))
    )


def entrants(company, people, scenario_id, years=None):
    """Those who enter the plan within the simulation: on which day, and with which election."""
    parameters = company.parameters[scenario_id]
    years = years or years_of(company, scenario_id)
    for person in people(scenario_id):
        day = entry_date(person, parameters)
        last = person.termination_date or dt.date.max
        if day.year in years and day <= last and not person.census_rate:
            on_day = [e for e in person.events if e.event_date == day]
            elections = [
                e
                for e in on_day
                if e.event_type in ("enrollment", "opt_out") and e.reason != "sweep"
            ]
            assert len(elections) <= 1
            yield SimpleNamespace(
                person=person, day=day, election=elections[0] if elections else None
            )


def enrolls(entrant):
    return entrant.election is not None and entrant.election.event_type == "enrollment"


# Entry ------------------------------------------------------------------------------------------


def test_everybody_enters_on_their_entry_date(company, people):
    for entrant in entrants(company, people, "large_voluntary"):
        found = [event.event_date for event in entrant.person.of_type("eligibility")]
        assert found == [entrant.day]


def test_voluntary_enrollment_hits_the_product_of_its_factors(company, people):
    parameters = company.parameters["large_voluntary"]
    behavior = parameters.behavior.voluntary_enrollment
    groups = defaultdict(list)
    for entrant in entrants(company, people, "large_voluntary"):
        pay = band_pay(entrant.person, entrant.day, parameters)
        chances = odds(entrant.person, entrant.day, parameters, behavior)
        groups[band_of(behavior.by_pay, pay)].append((enrolls(entrant), chances))
    assert groups.keys() == {0, 50_000, 75_000}
    for members in groups.values():
        count = sum(enrolled for enrolled, _ in members)
        assert len(members) > 300
        assert chance.of_count(count, [p for _, p in members]) > chance.ERROR / len(groups)


AUTOMATIC_YEARS = range(2027, 2029)


def test_opting_out_hits_its_rate(company, people):
    bands = company.parameters["large_automatic"].plan.automatic_enrollment.opt_out_rate
    groups = defaultdict(list)
    for entrant in entrants(company, people, "large_automatic", AUTOMATIC_YEARS):
        age = completed_years(entrant.person.birth_date, entrant.day)
        groups[band_of(bands, age)].append(entrant)
    assert groups.keys() == {0, 30, 45}
    for lower, members in groups.items():
        left_out = sum(entrant.election.event_type == "opt_out" for entrant in members)
        rates = [value_at(bands, lower)] * len(members)
        assert len(members) > 200
        assert chance.of_count(left_out, rates) > chance.ERROR / len(groups)


def test_some_of_those_enrolled_choose_a_rate_of_their_own(company, people):
    rate = company.parameters["large_automatic"].behavior.active_choice
    entered = entrants(company, people, "large_automatic", AUTOMATIC_YEARS)
    reasons = Counter(entrant.election.reason for entrant in entered if enrolls(entrant))
    assert set(reasons) == {"automatic", "voluntary"}
    assert chance.of_count(reasons["voluntary"], [rate] * reasons.total()) > chance.ERROR


def test_who_does_not_choose_is_enrolled_at_the_default_rate(company, people):
    rates = company.parameters["enroll_everyone"].plan.automatic_enrollment.default_rate
    enrolled = [
        event
        for person in people("enroll_everyone")
        for event in person.of_type("enrollment")
        if event.reason in ("automatic", "sweep")
    ]
    assert {event.plan_year for event in enrolled} == {2027, 2028, 2029}
    assert all(event.new_value == exact(value_in(rates, event.plan_year)) for event in enrolled)


def test_a_sweep_enrolls_those_outside_who_do_not_opt_out(company, people):
    bands = company.parameters["large_automatic"].plan.automatic_enrollment.opt_out_rate
    start = dt.date(2027, 1, 1)
    swept, rates = 0, []
    for person in people("large_automatic"):
        employed = person.hire_date < start <= (person.termination_date or dt.date.max)
        inside = entry_date(person, company.parameters["large_automatic"]) < start
        if employed and inside and not rate_before(person, 2027):
            rates.append(1 - value_at(bands, completed_years(person.birth_date, start)))
            swept += any(e.event_date == start and e.reason == "sweep" for e in person.events)
    assert len(rates) > 500
    assert chance.of_count(swept, rates) > chance.ERROR


def test_only_the_year_in_which_automatic_enrollment_starts_sweeps(company, people):
    for scenario_id in ("large_automatic", "enroll_everyone"):
        sweeps = [e for p in people(scenario_id) for e in p.events if e.reason == "sweep"]
        assert {event.event_date for event in sweeps} == {dt.date(2027, 1, 1)}
    assert not [e for p in people("enroll_entrants") for e in p.events if e.reason == "sweep"]


# Later ------------------------------------------------------------------------------------------


def years_with(people, scenario_id, years, condition):
    """Each person's years of employment before which the rate met a condition."""
    for person in people(scenario_id):
        for year, first, last in person.employed(years):
            if first == dt.date(year, 1, 1) and condition(rate_before(person, year)):
                yield person, year, last


def test_people_outside_enroll_later_at_the_rate_asked_for(company, people):
    """On a day of the year drawn evenly, if they are still employed then."""
    parameters = company.parameters["large_voluntary"]
    years = years_of(company, "large_voluntary")
    enrolled, rates = 0, []
    for person, year, last in years_with(people, "large_voluntary", years, lambda rate: not rate):
        start = dt.date(year, 1, 1)
        if entry_date(person, parameters) < start:
            yearly = odds(person, start, parameters, parameters.behavior.later_enrollment)
            rates.append(yearly * year_of_day(last))
            enrolled += any(e.plan_year == year and e.reason == "later" for e in person.events)
    assert len(rates) > 2000
    assert chance.of_count(enrolled, rates) > chance.ERROR


def test_participants_move_up_to_the_match_at_the_rate_asked_for(company, people):
    top = Decimal("0.06")
    rate = value_in(company.parameters["large_voluntary"].behavior.match_seeking, 2026)
    years = years_of(company, "large_voluntary")
    moved, rates = [], []
    for person, year, last in years_with(people, "large_voluntary", years, lambda r: 0 < r < top):
        rates.append(rate * year_of_day(last))
        moved += [
            event
            for event in person.events
            if event.plan_year == year and event.reason == "match_seeking"
        ]
    assert len(rates) > 3000
    assert all(event.new_value == top for event in moved)
    assert chance.of_count(len(moved), rates) > chance.ERROR


@pytest.mark.parametrize("reason", ["later", "match_seeking"])
def test_elections_of_ones_own_are_spread_over_the_year(people, reason):
    """Of those who stay all year; shares are the months' days of the years 2026 to 2028."""
    dates = [
        event.event_date
        for person in people("large_voluntary")
        for event in person.events
        if event.reason == reason
        and (person.termination_date is None or person.termination_date.year > event.plan_year)
    ]
    counts = Counter(date.month for date in dates)
    shares = [93, 84 + 1, 93, 90, 93, 90, 93, 93, 90, 93, 90, 93]
    assert len(dates) > 300
    assert chance.of_shares([counts[month] for month in range(1, 13)], shares) > chance.ERROR


def choosers(company, people, scenario_id):
    """Who chooses a rate: their first choice, their choices' shares, the share at the limit."""
    parameters = company.parameters[scenario_id]
    behavior, first = parameters.behavior, dt.date(parameters.simulation.start_year, 1, 1)
    for person in people(scenario_id):
        choices = [e for e in person.rate_changes if e.reason in ("voluntary", "later")]
        if choices:
            age = completed_years(person.birth_date, max(person.hire_date, first))
            weights = [band for band in behavior.deferral_rates if band.from_ <= age][-1].choices
            total = sum(choice.weight for choice in weights)
            pay = band_pay(person, max(first, entry_date(person, parameters)), parameters)
            yield SimpleNamespace(
                person=person,
                choice=choices[0],
                shares={exact(each.rate): each.weight / total for each in weights},
                at_limit=value_at(behavior.at_limit, pay),
            )


def test_rates_chosen_follow_their_weights(company, people):
    """By the age on the first day of the simulation or of employment, of the lower paid."""
    expected, found = Counter(), Counter()
    for chooser in choosers(company, people, "large_voluntary"):
        if not chooser.at_limit:
            expected.update(chooser.shares)
            found[chooser.choice.new_value.normalize()] += 1
    assert found.keys() <= expected.keys()
    assert found.total() > 1500
    rates = sorted(expected)
    assert (
        chance.of_shares([found[rate] for rate in rates], [expected[rate] for rate in rates])
        > chance.ERROR
    )


def rate_at_limit(person, day, limits):
    """The lowest whole per cent of the year's opening pay that reaches the limit on deferrals."""
    age, limit = day.year - person.birth_date.year, limits("elective_deferral", day.year)
    if age >= 50:
        limit += limits("super_catch_up" if 60 <= age <= 63 else "catch_up", day.year)
    first = max(person.hire_date, dt.date(day.year, 1, 1))
    pay = person.pay_on(first - dt.timedelta(days=1))
    return min(Decimal(1), Decimal(math.ceil(100 * limit / pay)) / 100)


def test_the_highly_paid_choose_the_limit_as_often_as_asked_for(company, people):
    """As many as the share of their pay, and those to whose choices the same rate belongs."""
    limits = Limits(company.parameters["large_voluntary"], published_limits())
    reached, chances = 0, []
    for chooser in choosers(company, people, "large_voluntary"):
        if chooser.at_limit:
            rate = rate_at_limit(chooser.person, chooser.choice.event_date, limits)
            reached += chooser.choice.new_value == rate
            below = sum(share for each, share in chooser.shares.items() if each < rate)
            alike = min(below + chooser.shares.get(rate.normalize(), 0), 1 - chooser.at_limit)
            chances.append(chooser.at_limit + max(0, alike - below))
    assert len(chances) > 300
    assert chance.of_count(reached, chances) > chance.ERROR


# Increases --------------------------------------------------------------------------------------


def last_before(years, year):
    """The latest of the years before one."""
    return max(each for each in years if each < year)


def due(people, company, scenario_id):
    """Who is due for an increase on 1 January: the person, the year and the rate before."""
    increase = company.parameters[scenario_id].plan.automatic_increase
    for person in people(scenario_id):
        entered = entry_date(person, company.parameters[scenario_id]).year
        enrolled = [min(entered, 2025), *(e.plan_year for e in person.of_type("enrollment"))]
        stopped = [e.plan_year for e in person.of_type("opt_out") if e.reason == "increase"]
        for year, first, _ in person.employed(years_of(company, scenario_id)):
            rate = rate_before(person, year)
            if (
                first == dt.date(year, 1, 1)
                and 0 < rate < exact(value_in(increase.cap, year))
                and year >= last_before(enrolled, year) + increase.first_after_years
                and (not stopped or year <= stopped[0])
                and (increase.scope == "all" or person.hire_date.year >= 2026)
            ):
                yield person, year, rate


@pytest.mark.parametrize("scenario_id", ["enroll_everyone", "enroll_entrants", "large_automatic"])
def test_increases_step_exactly_and_nobody_else_has_one(company, people, scenario_id):
    increase = company.parameters[scenario_id].plan.automatic_increase
    expected = {}
    for person, year, rate in due(people, company, scenario_id):
        if not any(
            e.plan_year == year and e.reason == "increase" for e in person.of_type("opt_out")
        ):
            step, cap = exact(value_in(increase.step, year)), exact(value_in(increase.cap, year))
            expected[person.employee_id, year] = (rate, min(cap, rate + step))
    found = {
        (person.employee_id, event.plan_year): (event.old_value, event.new_value)
        for person in people(scenario_id)
        for event in person.of_type("deferral_change")
        if event.reason == "increase" and event.event_date == dt.date(event.plan_year, 1, 1)
    }
    assert len(found) > 200
    assert found == expected


def test_opting_out_of_increases_hits_its_rate(company, people):
    rate = company.parameters["large_automatic"].plan.automatic_increase.opt_out_rate
    stopped = [
        any(e.plan_year == year and e.reason == "increase" for e in person.of_type("opt_out"))
        for person, year, _ in due(people, company, "large_automatic")
    ]
    assert len(stopped) > 3000
    assert chance.of_count(sum(stopped), [rate] * len(stopped)) > chance.ERROR


def test_who_opts_out_of_increases_does_so_once(company, people):
    for scenario_id in ("enroll_everyone", "large_automatic"):
        for person in people(scenario_id):
            assert sum(e.reason == "increase" for e in person.of_type("opt_out")) <= 1


# The same people in every scenario --------------------------------------------------------------


def person_number(person, start_year):
    """Made from position, year of hire and occupant: H12-2027-1 is 12 * 128 + 2 * 3 + 1."""
    position, year, occupant = map(int, person.employee_id[1:].split("-"))
    return position * 128 + (year - start_year + 1) * 3 + occupant


def test_those_enroll_whose_draw_is_below_their_odds(company, people):
    """The same draws and odds, computed without SQL, name the same hires."""
    for scenario_id in ("large_voluntary", "large_automatic"):
        parameters = company.parameters[scenario_id]
        plan, simulation = parameters.plan, parameters.simulation
        for entrant in entrants(company, people, scenario_id):
            person, day = entrant.person, entrant.day
            if person.from_census:
                continue
            threshold = odds(person, day, parameters, parameters.behavior.voluntary_enrollment)
            if value_in(plan.automatic_enrollment.enabled, day.year):
                age = completed_years(person.birth_date, day)
                threshold = 1 - value_at(plan.automatic_enrollment.opt_out_rate, age)
            number = person_number(person, simulation.start_year)
            draw = plain_draw(simulation.seed, number, day.year, ENTRY)
            assert enrolls(entrant) == (draw < threshold), entrant


def test_the_same_people_opt_out_in_every_scenario_with_the_same_rates(company, people):
    """From 2027 on both enroll those who enter; defaults and increases differ."""
    years = range(2027, 2030)
    outs, ins = [], []
    for scenario_id in ("enroll_entrants", "enroll_everyone"):
        entered = list(entrants(company, people, scenario_id, years))
        outs.append({e.person.employee_id for e in entered if not enrolls(e)})
        ins.append(
            {
                (e.person.employee_id, e.election.reason, e.election.new_value)
                for e in entered
                if enrolls(e) and e.election.reason == "voluntary"
            }
        )
    assert len(outs[0]) > 20
    assert outs[0] == outs[1]
    assert ins[0] == ins[1]


def test_who_enrolls_unasked_is_not_among_those_who_opt_out(company, people):
    """One draw decides: 13 to 74 per cent enroll unasked, 88 to 92 if they have to opt out."""
    unasked, asked = (
        {e.person.employee_id for e in entrants(company, people, scenario_id) if enrolls(e)}
        for scenario_id in ("baseline", "enroll_entrants")
    )
    assert len(unasked) > 100
    assert unasked < asked


def test_the_same_people_enroll_whatever_the_match(company, people):
    found = [
        {
            tuple(event)
            for person in people(scenario_id)
            for event in person.of_type("eligibility", "enrollment")
        }
        for scenario_id in ("baseline", "richer_match")
    ]
    assert found[0] == found[1]
