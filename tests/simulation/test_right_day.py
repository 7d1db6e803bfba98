"""Age, service and pay are those of the right day: people a day to either side of it, no chance."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal


def leavers(company, scenario_id):
    rows = company.rows(
        "select employee_id from fct_yearly_events "
        "where scenario_id = ? and event_type = 'termination' and employee_id not like 'H%-%'",
        scenario_id,
    )
    return {row.employee_id for row in rows}


def test_leaving_goes_by_the_age_completed_on_1_january(company):
    assert leavers(company, "days_until_thirty") == {"Younger", "Grown", "Young"}


def test_leaving_goes_by_the_service_completed_on_1_january(company):
    assert leavers(company, "days_until_two_years") == {"Newer", "Grown", "Young"}


def test_opting_out_goes_by_the_age_on_the_day_of_entry(company):
    """A year of service is complete on 29 June 2026, entry is 1 July: one turns 25 that day."""
    rows = company.rows(
        "select employee_id, event_type, event_date from fct_yearly_events "
        "where scenario_id = 'days_of_entry' and event_type in ('enrollment', 'opt_out') "
        "order by 1"
    )
    entry = dt.date(2026, 7, 1)
    assert [tuple(row) for row in rows] == [
        ("Grown", "enrollment", entry),
        ("Young", "opt_out", entry),
    ]


def test_the_snapshot_has_the_age_of_31_december(company):
    rows = company.rows(
        "select employee_id, age, tenure_years from fct_workforce_snapshot "
        "where scenario_id = 'days_of_promotion' order by 1"
    )
    ages = {row.employee_id: (row.age, row.tenure_years) for row in rows}
    assert ages["Aged"] == ages["Younger"] == (30, 11)
    assert ages["Served"] == (46, 2)
    assert ages["Newer"] == (46, 2)


def test_pay_of_the_promoted_rises_on_the_day_raises_take_effect(company):
    """$100 a day up to 19 October, the 292nd day, then $110 for 73 days; the top level stays."""
    rows = company.rows(
        "select employee_id, job_level, annual_pay, gross_compensation "
        "from fct_workforce_snapshot where scenario_id = 'days_of_promotion'"
    )
    for row in rows:
        if row.employee_id == "Leader":
            assert tuple(row)[1:] == (2, Decimal("73000.00"), Decimal("73000.00"))
        else:
            assert tuple(row)[1:] == (2, Decimal("40150.00"), Decimal("37230.00"))
    assert len(rows) == 7
