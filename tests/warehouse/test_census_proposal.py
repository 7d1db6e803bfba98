"""Columns are found by what they are called and what is in them."""

from __future__ import annotations

import datetime as dt

import pytest

from runner.warehouse.census_names import USUAL_NAMES, names_of
from runner.warehouse.census_proposal import propose

AS_OF = dt.date(2025, 12, 31)

VALUES = {
    "id": ["1001", "1002", "1003"],
    "date": ["1/13/2020", "2021-03-04", ""],
    "birth": ["1980-05-06", "1/13/1990", "1970-02-03"],
    "salary": ["$52,000.50", "61000", "70k"],
    "wage": ["25.50", "$18.00", "31"],
    "rate": ["6%", "0", "3.5"],
    "status": ["A", "T", "A"],
    "text": ["Sales", "Law", "Sales"],
    "blank": ["", "", ""],
}


def proposed(titles, given=None):
    """Our names with the position and the way in which each was found; titles with their values."""
    names = [title for title, _ in titles]
    columns = [VALUES[kind] for _, kind in titles]
    rows = [list(row) for row in zip(*columns, strict=True)]
    return {each.name: each[1:] for each in propose(names, rows, AS_OF, given or {})}


@pytest.mark.parametrize(
    ("titles", "expected"),
    [
        pytest.param(
            [("Hire Date", "date"), ("annual_pay", "salary")],
            {"hire_date": (0, "our name"), "annual_pay": (1, "our name")},
            id="our names, spelled otherwise",
        ),
        pytest.param(
            [("EE ID", "id"), ("DOB", "birth"), ("DOH", "date"), ("Base Salary", "salary")],
            {
                "employee_id": (0, "usual name"),
                "birth_date": (1, "usual name"),
                "hire_date": (2, "usual name"),
                "annual_pay": (3, "usual name"),
            },
            id="usual names",
        ),
        pytest.param(
            [("hire_date_raw", "date"), ("Current Annual Salary ($)", "salary")],
            {"hire_date": (0, "similar name"), "annual_pay": (1, "similar name")},
            id="usual names with words around them",
        ),
        pytest.param(
            [("Hire Dat", "date"), ("Anual Salary", "salary")],
            {"hire_date": (0, "similar name"), "annual_pay": (1, "similar name")},
            id="misspelled names",
        ),
        pytest.param(
            [("Eintritt", "date"), ("Gehalt", "salary"), ("Abteilung", "text")],
            {"hire_date": (0, "content"), "annual_pay": (1, "content")},
            id="what is required, by its content alone",
        ),
        pytest.param(
            [("one", "date"), ("two", "date"), ("three", "salary")],
            {"annual_pay": (2, "content")},
            id="not by its content, if two columns can be it",
        ),
        pytest.param(
            [("one", "date"), ("two", "salary"), ("three", "salary")],
            {"hire_date": (0, "content")},
            id="nor if two can be the pay",
        ),
        pytest.param(
            [("Hire Date", "date"), ("Pay Rate", "wage")],
            {"hire_date": (0, "our name"), "hourly_pay": (1, "usual name")},
            id="a rate of pay that is by the hour",
        ),
        pytest.param(
            [("Hire Date", "date"), ("Pay Rate", "salary")],
            {"hire_date": (0, "our name"), "annual_pay": (1, "usual name")},
            id="a rate of pay that is by the year",
        ),
        pytest.param(
            [("Hire Date", "text"), ("Start Date", "date"), ("Salary", "salary")],
            {"hire_date": (1, "usual name"), "annual_pay": (2, "usual name")},
            id="a name whose content cannot be it is not taken",
        ),
        pytest.param(
            [("Hire Date", "date"), ("Salary", "salary"), ("Term Date", "blank")],
            {
                "hire_date": (0, "our name"),
                "annual_pay": (1, "usual name"),
                "termination_date": (2, "usual name"),
            },
            id="a column without values by its name",
        ),
        pytest.param(
            [
                ("Salary", "salary"),
                ("Annual Salary", "salary"),
                ("Hired", "date"),
                ("Rehire Date", "date"),
                ("Status", "status"),
                ("401(k) %", "rate"),
            ],
            {
                "annual_pay": (1, "usual name"),
                "hire_date": (2, "usual name"),
                "status": (4, "our name"),
                "deferral_rate": (5, "usual name"),
            },
            id="the more usual of two names",
        ),
    ],
)
def test_columns_are_found(titles, expected):
    assert proposed(titles) == expected


def test_what_is_given_is_not_questioned():
    titles = [("Hire Date", "date"), ("Start", "text"), ("Salary", "salary")]

    assert proposed(titles, {"hire_date": "Start", "department": "gone"}) == {
        "hire_date": (1, "given"),
        "annual_pay": (2, "usual name"),
    }


def test_every_column_of_a_census_has_usual_names():
    from runner.parameters.catalogue import CENSUS_COLUMNS

    assert tuple(USUAL_NAMES) == CENSUS_COLUMNS
    assert all(names_of(name)[0] == name and len(names_of(name)) > 2 for name in CENSUS_COLUMNS)
