"""The parts of the difference of cost, computed a second time over all orders of the drivers."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from itertools import permutations

import pytest

from runner.parameters.catalogue import leaves
from runner.parameters.kinds import value_in
from tests.simulation.arithmetic import half_up, tiered, tiers_of

DRIVERS = ("headcount", "pay", "participation", "deferral_rate", "formula")

SUMS = """
select plan_years.*, sums.deferring_compensation, sums.deferrals_allowed
from fct_plan_years as plan_years
inner join dim_scenarios using (scenario_id)
inner join staging.stg_scenarios as scenarios using (scenario_id)
inner join contributions.int_plan_years as sums using (scenario_key, replicate, plan_year)
where scenario_id = ?
"""

DEFERRED = """
select contributions.*, snapshot.tenure_years, snapshot.is_active
from fct_contributions as contributions
inner join fct_workforce_snapshot as snapshot
    using (scenario_id, replicate, employee_id, plan_year)
where scenario_id = ? and plan_year = ? and replicate = 0 and deferral_elected > 0
"""


def pairs(company):
    return company.rows(
        "select own.scenario_id, own.baseline_id, "
        "own.workforce_id = baseline.workforce_id as same_people "
        "from dim_scenarios as own inner join dim_scenarios as baseline "
        "on own.baseline_id = baseline.scenario_id order by 1"
    )


def sums_of(company, scenario_id):
    return {(row.replicate, row.plan_year): row for row in company.rows(SUMS, scenario_id)}


def terms(company, scenario_id, group, year):
    parameters = company.parameters[scenario_id]
    return {
        leaf.path: value_in(leaf.value(parameters), year)
        if leaf.by_year
        else leaf.value(parameters)
        for leaf in leaves()
        if leaf.path.startswith(
            (f"plan.{group}.", "plan.eligibility.employer.", "plan.eligibility.long_term_")
        )
    }


def ratio(numerator, denominator):
    return Fraction(numerator) / Fraction(denominator) if denominator else None


def first(*values):
    return next((value for value in values if value is not None), Fraction(0))


class SimpleMatches:
    """The match of a scenario's deferrals by the tiers of another, in the first replicate."""

    def __init__(self, company):
        self.company, self.known = company, {}

    def __call__(self, people_of, terms_of, year):
        key = people_of, terms_of, year
        if key not in self.known:
            self.known[key] = self._sum(*key)
        return self.known[key]

    def _sum(self, people_of, terms_of, year):
        parameters = self.company.parameters[terms_of]
        match, total = parameters.plan.match, Fraction(0)
        most = value_in(match.maximum, year)
        for row in self.company.rows(DEFERRED, people_of, year):
            if match.last_day_rule and not row.is_active:
                continue
            deferred = min(row.deferral_elected, row.deferral_limit)
            tiers = tiers_of(parameters, year, row.tenure_years)
            amount = Fraction(half_up(tiered(deferred, row.plan_compensation, tiers)))
            total += amount if most is None else min(amount, Fraction(most))
        return total


class Crossed:
    """Match per pay of those who defer: of one's people (o, b) by one's terms (o, b)."""

    def __init__(self, company, simple, pair, own, baseline, year, replicate):
        one, other = own[replicate, year], baseline[replicate, year]
        names = pair.scenario_id, pair.baseline_id
        match, core = (
            [terms(company, name, group, year) for name in names] for group in ("match", "core")
        )
        self.same_match, self.same_core = match[0] == match[1], core[0] == core[1]
        oo = ratio(one.employer_match, one.deferring_compensation)
        bb = ratio(other.employer_match, other.deferring_compensation)
        same_deferrals = (one.deferring_compensation, one.deferrals_allowed) == (
            other.deferring_compensation,
            other.deferrals_allowed,
        )
        if self.same_match and self.same_core:
            ob, bo = oo, bb
        elif same_deferrals:
            ob, bo = bb, oo
        elif self.same_match:
            ob, bo = oo, bb
        else:
            ob = self._by_other_terms(simple, names, (own, baseline), year, oo)
            bo = self._by_other_terms(simple, names[::-1], (baseline, own), year, bb)
        self.rates = {
            ("o", "o"): first(oo, bo, bb),
            ("b", "b"): first(bb, ob, oo),
            ("o", "b"): first(ob, bb, oo),
            ("b", "o"): first(bo, oo, bb),
        }

    @staticmethod
    def _by_other_terms(simple, names, sums, year, rate):
        """One's rate, times what the other's terms would give its people over what its own do."""
        people, other = names
        own_sums, other_sums = (each[0, year] for each in sums)
        of_its_own = simple(other, other, year)
        scale = Fraction(other_sums.employer_match) / of_its_own if of_its_own else 1
        estimate = simple(people, other, year) * scale
        relative = ratio(estimate, own_sums.employer_match)
        if rate is not None and relative is not None:
            return rate * relative
        return ratio(estimate, own_sums.deferring_compensation)


def factors(row):
    people = Fraction(row.opening_headcount + row.headcount, 2) or Fraction(row.hires)
    return {
        "people": people,
        "pay": ratio(row.total_compensation, people),
        "counted": ratio(row.plan_compensation, row.total_compensation),
        "deferring": ratio(row.deferring_compensation, row.plan_compensation),
        "core": ratio(row.employer_core, row.plan_compensation),
    }


def parts_by_all_orders(company, simple, pair, own, baseline, year, replicate):
    """What each driver adds to the cost, in the mean over the 120 orders of the drivers."""
    one, other = own[replicate, year], baseline[replicate, year]
    crossed = Crossed(company, simple, pair, own, baseline, year, replicate)
    mine, theirs = factors(one), factors(other)
    mine, theirs = (
        {name: first(a[name], b[name]) for name in a} for a, b in ((mine, theirs), (theirs, mine))
    )
    same_mix = pair.same_people and one.plan_compensation == other.plan_compensation
    if not crossed.same_core or (not crossed.same_match and same_mix):
        of_core = "formula"
    else:
        of_core = "participation" if pair.same_people else "pay"

    def cost(changed):
        def of(driver, name):
            return (mine if driver in changed else theirs)[name]

        side = ["o" if driver in changed else "b" for driver in ("deferral_rate", "formula")]
        return (
            of("headcount", "people")
            * of("pay", "pay")
            * of("participation", "counted")
            * (of("participation", "deferring") * crossed.rates[tuple(side)] + of(of_core, "core"))
        )

    costs = {}
    added = dict.fromkeys(DRIVERS, Fraction(0))
    for order in permutations(DRIVERS):
        for number, driver in enumerate(order):
            before, after = frozenset(order[:number]), frozenset(order[: number + 1])
            for coalition in (before, after):
                if coalition not in costs:
                    costs[coalition] = cost(coalition)
            added[driver] += (costs[after] - costs[before]) / 120
    return added


def expected_parts(company, simple, pair):
    """By driver and period: the mean over replicates."""
    own, baseline = sums_of(company, pair.scenario_id), sums_of(company, pair.baseline_id)
    shared = sorted(set(own) & set(baseline))
    replicates = len({replicate for replicate, _ in shared})
    expected = defaultdict(Fraction)
    for replicate, year in shared:
        parts = parts_by_all_orders(company, simple, pair, own, baseline, year, replicate)
        for driver, part in parts.items():
            expected[driver, str(year)] += part / replicates
            expected[driver, "all"] += part / replicates
    return expected


def test_parts_of_cost_are_means_over_all_orders_of_the_drivers(company):
    compared, simple = pairs(company), SimpleMatches(company)
    assert len(compared) > 15
    for pair in compared:
        expected = expected_parts(company, simple, pair)
        found = company.rows(
            "select driver, period, part from fct_cost_attribution where scenario_id = ?",
            pair.scenario_id,
        )
        periods = {row.period for row in found}
        assert len(found) == len(DRIVERS) * len(periods)
        assert periods >= {period for _, period in expected} - {"all"}
        for row in found:
            # Costs of coalitions are rounded to cents, and so are parts; the horizon's add up.
            near = pytest.approx(float(expected[row.driver, row.period]), abs=0.02 * len(periods))
            assert row.part == near, (pair.scenario_id, row)


def test_every_driver_is_at_work_somewhere(company):
    """Guards the test above: parts that are 0 everywhere would agree with anything."""
    moved = company.rows(
        "select driver, count(*) as rows from fct_cost_attribution where abs(part) > 100 group by 1"
    )
    assert {row.driver for row in moved} == set(DRIVERS)
    crossed = company.rows(
        "select count(*) as rows from comparison.int_simple_matches "
        "where own_match <> baseline_match"
    )
    assert crossed[0].rows > 3
