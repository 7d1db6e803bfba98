"""Every amount of every person, plan year and difference, computed a second time."""

from __future__ import annotations

import math
import statistics
from collections import defaultdict

import pytest

from tests.simulation.arithmetic import (
    Limits,
    Status,
    contribution_years,
    profit_shares,
    reallocate,
)
from tests.simulation.discrimination import owners_of, top_paid
from tests.simulation.people import people_of, years_of
from tests.simulation.simulated import published_limits

SCENARIOS = [
    "anniversaries",
    "baseline",
    "core_and_cliff",
    "days_of_entry",
    "days_of_promotion",
    "days_until_thirty",
    "days_until_two_years",
    "doubled_weights",
    "enroll_entrants",
    "enroll_everyone",
    "large_automatic",
    "large_multipliers",
    "large_voluntary",
    "more_leaving",
    "owners",
    "part_timers",
    "part_timers_by_pay_period",
    "part_timers_earlier",
    "pay_periods",
    "pay_periods_annual",
    "pay_periods_prorated",
    "richer_match",
    "sales_grow",
    "same_again",
    "service_match",
    "slower_growth",
    "tested_by_prior_year",
    "tight_limits",
    "twelve",
    "twelve_automatic",
]
each_scenario = pytest.mark.parametrize("scenario_id", SCENARIOS)

PERSON_YEARS = """
select snapshot.*, contributions.* exclude (scenario_id, replicate, employee_id, plan_year)
from fct_workforce_snapshot as snapshot
inner join fct_contributions as contributions
    using (scenario_id, replicate, employee_id, plan_year)
where scenario_id = ? and replicate = 0
order by employee_id, plan_year
"""


def person_years(company, scenario_id):
    return company.rows(PERSON_YEARS, scenario_id)


def test_all_scenarios_are_recomputed(company):
    assert sorted(company.parameters) == SCENARIOS


# People -----------------------------------------------------------------------------------------


@each_scenario
def test_every_person_year_is_what_the_law_and_the_plan_say(company, scenario_id):
    parameters, years = company.parameters[scenario_id], years_of(company, scenario_id)
    limits = Limits(parameters, published_limits())
    people = people_of(company, scenario_id)
    status = Status(frozenset(owners_of(parameters)), top_paid(people, parameters, years))
    shares = profit_shares(people, parameters, limits, years)
    expected = {
        (person.employee_id, year["plan_year"]): year
        for person in people
        for year in contribution_years(person, parameters, limits, years, shares, status)
    }
    reallocate(expected, parameters)
    found = {(row.employee_id, row.plan_year): row for row in person_years(company, scenario_id)}
    assert found.keys() == expected.keys()
    different = [
        (key, column, getattr(found[key], column), value)
        for key, year in expected.items()
        for column, value in year.items()
        if getattr(found[key], column) != value
    ]
    assert not different, f"{len(different)} differ: {different[:10]}"


def test_ten_thousand_person_years_are_recomputed(company):
    """Guards the test above: how much it compares, and that the rarer rules are among it."""
    counted = company.rows(
        """
        select count(*) as person_years,
            count(*) filter (is_long_term_part_time) as part_time,
            count(*) filter (is_eligible and not is_employer_eligible) as without_match,
            count(*) filter (is_employer_eligible and not is_eligible) as before_deferrals,
            count(*) filter (
                is_eligible and employer_compensation between 0.01 and plan_compensation - 0.01
            ) as entered_within_the_year,
            count(*) filter (forfeiture_share > 0) as reallocated,
            count(*) filter (
                forfeiture_share > 0 and annual_additions = annual_additions_limit
            ) as filled
        from fct_contributions
        inner join fct_workforce_snapshot using (scenario_id, replicate, plan_year, employee_id)
        where replicate = 0 and list_contains(?, scenario_id)
        """,
        SCENARIOS,
    )[0]

    assert counted.person_years >= 10_000
    assert all(counted), counted


# Plan years -------------------------------------------------------------------------------------


def totals(rows, plan):
    """A plan year from its people."""
    active = [row for row in rows if row.is_active]
    eligible = [row for row in active if row.is_eligible]
    participants = [row for row in active if row.is_participant]
    rates = math.fsum(row.deferral_rate for row in eligible)
    sums = {
        "total_compensation": sum(row.gross_compensation for row in rows),
        "plan_compensation": sum(row.plan_compensation for row in rows),
        "employee_contributions": sum(row.employee_deferral + row.catch_up for row in rows),
        "employer_match": sum(row.employer_match for row in rows),
        "employer_core": sum(row.employer_core for row in rows),
        "forfeitures": sum(row.forfeiture for row in rows),
        "forfeitures_reallocated": sum(row.forfeiture_share for row in rows),
    }
    netted = sums["forfeitures"] - sums["forfeitures_reallocated"]
    netted = 0 if plan.forfeitures == "pay_expenses" else netted
    cost = sums["employer_match"] + sums["employer_core"]
    return sums | {
        "hce_count": sum(row.is_eligible and row.is_hce for row in rows),
        "nhce_count": sum(row.is_eligible and not row.is_hce for row in rows),
        "opening_headcount": sum(not row.is_new_hire for row in rows),
        "hires": sum(row.is_new_hire for row in rows),
        "terminations": sum(row.termination_date is not None for row in rows),
        "headcount": len(active),
        "eligible": len(eligible),
        "participants": len(participants),
        "participation_rate": quotient(len(participants), len(eligible)),
        "average_deferral_rate": quotient(rates, len(participants)),
        "average_deferral_rate_eligible": quotient(rates, len(eligible)),
        "employer_cost": cost,
        "employer_cost_rate": quotient(cost, sums["total_compensation"]),
        "net_employer_cost": cost - netted,
        "total_contributions": sums["employee_contributions"]
        + cost
        + sums["forfeitures_reallocated"],
    }


def both_tests(company, scenario_id):
    """The columns of ADP and ACP by plan year, as fct_nondiscrimination has them.

    Those are computed a second time in test_nondiscrimination.py.
    """
    found = defaultdict(dict)
    for row in company.rows(
        "select * from fct_nondiscrimination "
        "where scenario_id = ? and replicate = 0 and test in ('adp', 'acp')",
        scenario_id,
    ):
        found[row.plan_year] |= {
            f"hce_{row.test}": row.hce_average,
            f"nhce_{row.test}": row.nhce_average,
            f"{row.test}_limit": row.limit_value,
            f"{row.test}_passes": row.passes,
        }
    return found


def disagreeing(row, expected, slack=0.0):
    """The columns of a row that are not as expected, with what they are and should be."""
    return {
        column: (getattr(row, column), value)
        for column, value in expected.items()
        if not is_close(getattr(row, column), value, slack)
    }


def is_close(found, expected, slack):
    if found is None or expected is None:
        return found is expected
    if isinstance(expected, float):
        return math.isclose(found, expected, rel_tol=1e-12, abs_tol=slack)
    return found == expected


def quotient(numerator, denominator):
    return float(numerator) / float(denominator) if denominator else None


@each_scenario
def test_plan_years_are_the_sums_of_their_people(company, scenario_id):
    by_year = defaultdict(list)
    for row in person_years(company, scenario_id):
        by_year[row.plan_year].append(row)
    plan = company.parameters[scenario_id].plan
    of_tests = both_tests(company, scenario_id)
    plan_years = company.rows(
        "select * from fct_plan_years where scenario_id = ? and replicate = 0 order by plan_year",
        scenario_id,
    )
    assert [row.plan_year for row in plan_years] == sorted(by_year)
    for row in plan_years:
        expected = totals(by_year[row.plan_year], plan) | of_tests[row.plan_year]
        expected["limits_are_projected"] = row.plan_year > max(published_limits())
        assert set(row._fields) - {"scenario_id", "replicate", "plan_year"} == set(expected)
        assert not disagreeing(row, expected)


# Differences ------------------------------------------------------------------------------------

AVERAGED = ("headcount", "eligible", "participants")
SUMMED = (
    "hires",
    "terminations",
    "total_compensation",
    "employee_contributions",
    "employer_match",
    "employer_core",
    "employer_cost",
    "forfeitures",
    "net_employer_cost",
    "total_contributions",
)
RATES = {
    "participation_rate": ("participants", "eligible"),
    "average_deferral_rate": ("deferral_rates", "participants"),
    "average_deferral_rate_eligible": ("deferral_rates", "eligible"),
    "employer_cost_rate": ("employer_cost", "total_compensation"),
}
T_QUANTILES = {1: 12.706204736, 2: 4.302652730}
"""The 97.5 % points of Student's t by degrees of freedom: scipy.stats.t.ppf, scipy 1.17.1."""


def metrics(rows):
    """The metrics of some plan years of one replicate."""
    found = {name: float(sum(getattr(row, name) for row in rows)) for name in AVERAGED + SUMMED}
    found["deferral_rates"] = math.fsum(
        (row.average_deferral_rate or 0) * row.participants for row in rows
    )
    rates = {name: quotient(found[over], found[under]) for name, (over, under) in RATES.items()}
    del found["deferral_rates"]
    return found | {name: found[name] / len(rows) for name in AVERAGED} | rates


def measured(company, scenario_id):
    """Metrics by period, a list with one mapping per replicate."""
    by_replicate = defaultdict(list)
    for row in company.rows(
        "select * from fct_plan_years where scenario_id = ? order by replicate, plan_year",
        scenario_id,
    ):
        by_replicate[row.replicate].append(row)
    periods = defaultdict(list)
    for rows in by_replicate.values():
        periods["all"].append(metrics(rows))
        for row in rows:
            periods[str(row.plan_year)].append(metrics([row]))
    return periods


def compared(values, baseline_values, decimals, same_people):
    """What a scenario's replicates and its baseline's say about a difference."""
    pairs = zip(values, baseline_values, strict=True)
    deltas = [round(value - baseline, decimals) for value, baseline in pairs]
    delta = statistics.fmean(deltas)
    error = low = high = None
    if same_people and len(deltas) > 1:
        error = statistics.stdev(deltas) / math.sqrt(len(deltas))
        reach = T_QUANTILES[len(deltas) - 1] * error
        low, high = delta - reach, delta + reach
    return {
        "baseline_value": statistics.fmean(baseline_values),
        "value": statistics.fmean(values),
        "delta": delta,
        "standard_error": error,
        "ci_low": low,
        "ci_high": high,
        "share_positive": statistics.fmean(float(value > 0) for value in deltas),
        "replicates": len(deltas),
    }


def drawn(company, scenario_id):
    """What decides who is drawn: where it differs, replicates are not pairs."""
    return company.rows(
        "select census_id, seed, start_year from dim_scenarios where scenario_id = ?", scenario_id
    )


@each_scenario
def test_differences_are_those_of_the_replicates(company, scenario_id):
    (scenario,) = company.rows("select * from dim_scenarios where scenario_id = ?", scenario_id)
    found = company.rows("select * from fct_scenario_deltas where scenario_id = ?", scenario_id)
    if scenario.baseline_id is None:
        assert not found
        return
    ours, theirs = measured(company, scenario_id), measured(company, scenario.baseline_id)
    if years_of(company, scenario_id) != years_of(company, scenario.baseline_id):
        del ours["all"]
    shared = ours.keys() & theirs.keys()
    same_people = drawn(company, scenario_id) == drawn(company, scenario.baseline_id)
    names = {*AVERAGED, *SUMMED, *RATES}
    assert {(row.period, row.metric) for row in found} == {(p, n) for p in shared for n in names}
    for row in found:
        values = [replicate[row.metric] for replicate in ours[row.period]]
        baseline_values = [replicate[row.metric] for replicate in theirs[row.period]]
        pairs = min(len(values), len(baseline_values))
        decimals = 12 if row.metric in RATES else 6
        expected = compared(values[:pairs], baseline_values[:pairs], decimals, same_people)
        # Sums of doubles may round to the next last decimal; the seed's quantiles have six.
        slack = 1.1 * 10**-decimals + 1e-6 * (expected["standard_error"] or 0)
        assert not disagreeing(row, expected, slack), row
        assert row.delta_percent == quotient(row.delta, abs(row.baseline_value))


@each_scenario
def test_metrics_are_ranked_by_their_relative_difference(company, scenario_id):
    rows = company.rows(
        "select * from fct_scenario_deltas where scenario_id = ? order by period, impact_rank",
        scenario_id,
    )
    periods = defaultdict(list)
    for row in rows:
        periods[row.period].append(row)
    for ranked in periods.values():
        assert [row.impact_rank for row in ranked] == list(range(1, len(ranked) + 1))
        sizes = [relative_size(row) for row in ranked]
        assert sizes == sorted(sizes, reverse=True)


def relative_size(row):
    """What comes from nothing is larger than all that has a percentage."""
    if row.delta_percent is None:
        return math.inf if row.delta else -1
    return abs(row.delta_percent)


@pytest.mark.parametrize("degrees", T_QUANTILES)
def test_the_quantiles_of_t_are_known(company, degrees):
    seed = "select quantile from staging.t_quantiles where degrees_of_freedom = ?"
    assert company.value(seed, degrees) == pytest.approx(T_QUANTILES[degrees], abs=5e-7)


def test_a_scenario_that_says_the_same_differs_in_nothing(company):
    rows = company.rows("select * from fct_scenario_deltas where scenario_id = 'same_again'")
    assert rows
    assert all(row.delta == 0 and row.value == row.baseline_value for row in rows)
    assert all(row.standard_error == 0 and row.share_positive == 0 for row in rows)
