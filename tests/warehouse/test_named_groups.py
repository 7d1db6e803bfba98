"""Departments and locations that nobody in the census is of are told, with the nearest name."""

import duckdb
import pytest

from runner.warehouse.named_groups import unknown_names

TABLES = """
create schema inputs;
create schema staging;
create table inputs.scenarios as
    from (values (1, 'first', 'a'), (2, 'second', 'b'))
    as rows(scenario_key, scenario_id, census_id);
create table staging.stg_employees as
    from (values ('a', 'Sales', 'North'), ('a', 'Works', 'South'), ('b', 'Office', 'North'))
    as rows(census_id, department, location);
create table inputs.exclusions (scenario_key integer, field varchar, value varchar);
create table inputs.department_growth (scenario_key integer, plan_year integer, department varchar);
"""


@pytest.fixture
def connection():
    with duckdb.connect() as connection:
        connection.execute(TABLES)
        yield connection


def excluding(connection, *rows):
    connection.executemany("insert into inputs.exclusions values (?, ?, ?)", rows)
    return unknown_names(connection)


def test_names_that_somebody_bears_are_not_told(connection):
    assert excluding(connection, (1, "department", "Sales"), (2, "location", "North")) == []


def test_a_misspelt_name_is_told_with_the_nearest(connection):
    assert excluding(connection, (1, "department", "Slaes")) == [
        "first: plan.eligibility.excluded_departments names 'Slaes', a department that the "
        "census does not have: it changes nothing. Did you mean 'Sales'? The census has Sales, "
        "Works. Names count as they are spelled."
    ]


def test_a_name_of_another_census_or_of_the_other_field_is_told(connection):
    told = excluding(connection, (2, "department", "Sales"), (1, "location", "Works"))
    assert [each.split(",")[0] for each in told] == [
        "first: plan.eligibility.excluded_locations names 'Works'",
        "second: plan.eligibility.excluded_departments names 'Sales'",
    ]


def test_a_department_that_grows_and_is_nobodys_is_told_once_for_all_years(connection):
    connection.execute(
        "insert into inputs.department_growth values (1, 2026, 'sales'), (1, 2027, 'sales'), "
        "(1, 2026, 'Sales')"
    )
    [told] = unknown_names(connection)
    assert told.startswith("first: workforce.growth_by_department names 'sales', a department")


def test_many_names_are_cut_short(connection):
    connection.execute(
        "insert into staging.stg_employees select 'b', 'D' || lpad(i::varchar, 2, '0'), 'North' "
        "from range(30) as numbers(i)"
    )
    [told] = excluding(connection, (2, "department", "Nowhere"))
    assert "D00, D01" in told
    assert " and 11 more." in told
