"""The tests of the plan for every scenario, computed a second time from its people."""

from __future__ import annotations

from collections import defaultdict

import pytest

from tests.simulation import accounts, discrimination
from tests.simulation.accounts import Paid
from tests.simulation.arithmetic import Limits, pay_before
from tests.simulation.discrimination import Context
from tests.simulation.people import people_of, years_of
from tests.simulation.simulated import published_limits
from tests.simulation.test_recomputation import SCENARIOS, is_close, person_years

each_scenario = pytest.mark.parametrize("scenario_id", SCENARIOS)
WITH_OFFICERS = ("owners", "tested_by_prior_year", "tight_limits")

TESTS = """
select * from fct_nondiscrimination
where scenario_id = ? and test = ? and replicate = 0
order by plan_year
"""
NUMBERS = """
select distinct employees.employee_id, employees.person_number
from workforce.int_employees as employees
inner join staging.stg_scenarios as scenarios using (workforce_key)
where scenarios.scenario_id = ?
"""


def rows_by_year(company, scenario_id):
    found = defaultdict(list)
    for row in person_years(company, scenario_id):
        found[row.plan_year].append(row)
    return found


def context_of(company, scenario_id):
    parameters = company.parameters[scenario_id]
    numbers = {row.employee_id: row.person_number for row in company.rows(NUMBERS, scenario_id)}
    return Context(parameters, Limits(parameters, published_limits()), numbers)


def assert_agrees(row, expected):
    different = {
        name: (getattr(row, name), value)
        for name, value in expected.items()
        if not is_close(getattr(row, name), value, 0.0)
    }
    assert not different, (row.plan_year, row.test, different)


@each_scenario
@pytest.mark.parametrize("test", ["adp", "acp"])
def test_averages_limits_and_corrections_are_those_of_plain_loops(company, scenario_id, test):
    context = context_of(company, scenario_id)
    expected = discrimination.average_tests(
        rows_by_year(company, scenario_id), context.parameters, context
    )
    found = company.rows(TESTS, scenario_id, test)

    assert [row.plan_year for row in found] == list(years_of(company, scenario_id))
    for row in found:
        assert_agrees(row, expected[row.plan_year, test])


def test_something_fails_and_is_corrected(company):
    """Guards the test above: failed tests of both kinds, all corrections, levels with many."""
    counted = company.rows(
        """
        select test, count(*) as failed, count(*) filter (refund > 0) as refunded,
            count(*) filter (recharacterized > 0) as caught,
            count(*) filter (forfeited_match > 0) as forfeited,
            count(*) filter (qnec_cost > 0) as lifted, list(distinct branch) as branches
        from fct_nondiscrimination
        where replicate = 0 and not passes and test in ('adp', 'acp')
        group by test order by test desc
        """
    )

    assert [row.test for row in counted] == ["adp", "acp"]
    assert all(row.refunded and row.forfeited and row.lifted for row in counted)
    assert counted[0].caught
    assert {*counted[0].branches, *counted[1].branches} > {"+ 2 points"}


@each_scenario
def test_coverage_is_that_of_the_people(company, scenario_id):
    people = rows_by_year(company, scenario_id)

    for row in company.rows(TESTS, scenario_id, "coverage"):
        parameters = company.parameters[scenario_id]
        assert_agrees(row, accounts.coverage(people[row.plan_year], parameters))


@pytest.mark.parametrize("scenario_id", WITH_OFFICERS)
def test_top_heavy_is_a_plan_in_which_key_employees_have_most(company, scenario_id):
    context, people = context_of(company, scenario_id), rows_by_year(company, scenario_id)
    keys = keys_by_year(company, scenario_id, context, people)
    established = context.parameters.plan.established

    for row in company.rows(TESTS, scenario_id, "top_heavy"):
        is_first = established is not None and established.year == row.plan_year
        decided_in = row.plan_year if is_first else row.plan_year - 1
        expected = accounts.top_heavy(row.plan_year, keys[decided_in], decided_in, people, context)
        assert_agrees(row, expected)


def keys_by_year(company, scenario_id, context, people):
    """The key employees of each year, and of the year before the first."""
    years = years_of(company, scenario_id)
    levels = {
        row.employee_id: row.job_level
        for row in company.rows(
            "select employees.* from staging.stg_employees as employees "
            "inner join dim_scenarios as scenarios using (census_id) where scenario_id = ?",
            scenario_id,
        )
    }
    employed = {
        year: [Paid(row.employee_id, row.job_level, row.gross_compensation) for row in people[year]]
        for year in years
    }
    employed[years[0] - 1] = [
        Paid(person.employee_id, levels[person.employee_id], pay_before(person, years[0]))
        for person in people_of(company, scenario_id)
        if person.from_census
    ]
    counts = {
        year: max(
            sum(not row.is_new_hire for row in people[year]),
            sum(row.is_active for row in people[year]),
        )
        for year in years
    }
    counts[years[0] - 1] = counts[years[0]]
    return {
        year: accounts.key_employees(found, year, counts[year], context)
        for year, found in employed.items()
    }


def test_a_plan_of_owners_is_top_heavy_and_owes_something(company):
    """Guards the test above."""
    found = company.rows(TESTS, "owners", "top_heavy")

    assert {row.passes for row in found} == {False}
    assert all(row.minimum_cost > 0 for row in found)
    # The first plan year is decided by its own last day, which also decides the second.
    assert found[0].tested_value == found[1].tested_value != found[2].tested_value
