"""What is printed of a census that was checked."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from runner.outputs.census_report import Checked, as_text
from runner.warehouse.census_profile import FieldProfile, Issue


def text(fields=(), issues=()):
    day = dt.date(2025, 12, 31)
    columns, outcomes = [("hire_date", "\x1b[31mHired", "content")], {"employee": 12_345}
    return as_text(Checked("a.csv", day, columns, ["x\ty"], outcomes, fields, issues, []))


@pytest.mark.parametrize(
    ("bins", "bars"),
    [
        pytest.param((8, 4, 0, 2), "█▄ ▂", id="as high as its share of the highest"),
        pytest.param((1000, 1, 0), "█▁ ", id="anything is seen"),
        pytest.param((3, 3), "██", id="all alike"),
    ],
)
def test_a_bar_is_as_high_as_its_share_of_the_highest(bins, bars):
    field = FieldProfile("annual_pay", 1, 0, 2, Decimal("1"), Decimal("2"), Decimal("3"), bins)

    assert f"  3  {bars}".rstrip() in text([field])


def test_amounts_are_shown_in_whole_dollars_and_rates_and_hours_in_full():
    pay = [Decimal(amount) for amount in ("1200.00", "52000.49", "1234567.00")]
    rate = [Decimal(amount) for amount in ("0.000000", "0.035000", "0.100000")]
    hours = [Decimal(amount) for amount in ("20.00", "37.50", "40.00")]
    shown = text(
        [
            FieldProfile("annual_pay", 1_200, 3, 9, *pay),
            FieldProfile("hours_per_week", 1_200, 3, 9, *hours),
            FieldProfile("deferral_rate", 1_200, 3, 9, *rate),
        ]
    )

    assert "annual_pay      1,200        3   1,200  52,000  1,234,567" in shown
    assert "hours_per_week  1,200        3      20    37.5         40" in shown
    assert "deferral_rate   1,200        3       0   0.035        0.1" in shown


def test_the_first_lines_of_a_problem_are_shown_and_what_a_file_says_is_made_harmless():
    issues = [
        Issue(number, number + 1, "hire_date", f"day\x1b{number}", "unreadable", "row rejected")
        for number in range(1, 7)
    ]
    shown = text(issues=[Issue(None, 3, "(file)", "2", "lines above", "left out"), *issues])

    assert "\x1b" not in shown
    assert "hire_date   ?[31mHired    content" in shown
    assert "12,345" in shown
    assert "        (file)" not in shown and "(file)     lines above  left out      2" in shown
    assert "   6  hire_date  unreadable   row rejected" in shown
    assert "2 'day?1', 3 'day?2', 4 'day?3', 5 'day?4', …" in shown
