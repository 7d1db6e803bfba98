"""A company of twelve, three years, two plans: every contribution checked by hand."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parent / "golden_twelve.csv"
SCENARIOS = ("twelve", "twelve_automatic")
each_scenario = pytest.mark.parametrize("scenario_id", SCENARIOS)


def golden():
    """The contributions worked out by hand; their arithmetic stands in the file's comments."""
    with GOLDEN.open(newline="") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        return [
            {
                name: text if name in ("scenario_id", "employee_id") else Decimal(text)
                for name, text in row.items()
            }
            for row in rows
        ]


def test_contributions_are_those_worked_out_by_hand(company):
    columns = list(golden()[0])
    found = company.rows(
        f"select {', '.join(columns)} from fct_contributions "
        "where scenario_id in ('twelve', 'twelve_automatic') order by all"
    )
    assert [row._asdict() for row in found] == golden()


@each_scenario
def test_twelve_people_stay_for_three_years(company, scenario_id):
    years = company.rows(
        "select plan_year, opening_headcount, hires, terminations, headcount "
        "from fct_plan_years where scenario_id = ? and replicate = 0 order by 1",
        scenario_id,
    )
    assert [tuple(row) for row in years] == [(year, 12, 0, 0, 12) for year in (2026, 2027, 2028)]


@each_scenario
def test_the_cost_is_the_sum_of_the_golden_rows(company, scenario_id):
    rows = [row for row in golden() if row["scenario_id"] == scenario_id]
    for year in (2026, 2027, 2028):
        of_year = [row for row in rows if row["plan_year"] == year]
        cost = company.value(
            "select employer_cost from fct_plan_years "
            "where scenario_id = ? and plan_year = ? and replicate = 0",
            scenario_id,
            year,
        )
        assert cost == sum(row["employer_match"] + row["employer_core"] for row in of_year)


def test_the_difference_is_that_of_the_golden_rows(company):
    cost = dict.fromkeys(SCENARIOS, Decimal(0))
    for row in golden():
        cost[row["scenario_id"]] += row["employer_match"] + row["employer_core"]
    delta = company.value(
        "select delta from fct_scenario_deltas where scenario_id = 'twelve_automatic' "
        "and period = 'all' and metric = 'employer_cost'"
    )
    assert delta == float(cost["twelve_automatic"] - cost["twelve"])


def test_a_difference_without_chance_is_certain(company):
    """Nothing is drawn, so that both replicates give the same difference."""
    rows = company.rows(
        "select standard_error, delta - ci_low, ci_high - delta from fct_scenario_deltas "
        "where scenario_id = 'twelve_automatic'"
    )
    assert {tuple(row) for row in rows} == {(0.0, 0.0, 0.0)}


def test_a_difference_from_another_company_is_not_measured_by_replicates(company):
    rows = company.rows(
        "select replicates, standard_error, ci_low, ci_high from fct_scenario_deltas "
        "where scenario_id = 'twelve'"
    )
    assert {tuple(row) for row in rows} == {(2, None, None, None)}


def test_elections_have_their_reasons(company):
    reasons = company.rows(
        "select employee_id, min_by(election_reason, plan_year) as first, "
        "max_by(election_reason, plan_year) as last from fct_workforce_snapshot "
        "where scenario_id = 'twelve_automatic' group by 1 order by 1"
    )
    assert [tuple(row) for row in reasons] == [
        ("Ana", "increase", "increase"),
        ("Ben", "census", "census"),
        ("Cleo", "census", "census"),
        ("Dan", "census", "census"),
        ("Eve", "increase", "increase"),
        ("Fay", "sweep", "increase"),
        ("Gus", "automatic", "increase"),
        ("Hal", "automatic", "increase"),
        ("Ida", "automatic", "increase"),
        ("Jon", "census", "census"),
        ("Kim", "increase", "increase"),
        ("Lou", "increase", "increase"),
    ]
