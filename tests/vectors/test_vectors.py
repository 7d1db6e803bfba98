"""Each worked example is held by a rule test, or the table says why it is not.

`coverage.csv` names for each example the dbt unit tests that hold it and the rows they expect:
pairs of column and value, rows separated by semicolons. The numbers are the example's own.
"""

from __future__ import annotations

import csv
import io
import re
import shlex
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
RULES = sorted((ROOT / "dbt_project" / "models").rglob("_*_rules.yml"))
SEED = ROOT / "dbt_project" / "seeds" / "statutory_limits.csv"
COVERAGE = Path(__file__).with_name("coverage.csv")
ID = re.compile(r"\b(?:PUB|TRAP|DER)-[A-Z0-9-]*\d\b")
KEYS = ("scenario_key", "scenario_id", "workforce_key", "census_id")


def rule_tests():
    files = (yaml.safe_load(path.read_text("utf-8")) for path in RULES)
    return [test for file in files for test in file["unit_tests"]]


def examples():
    with COVERAGE.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def plain(value):
    """A value as it compares: numbers as decimals, the rest as text, null as nothing."""
    text = "" if value is None else str(value)
    try:
        return Decimal(text)
    except InvalidOperation:
        return text.lower()


def fixture_rows(fixture):
    """The rows of an input or an expectation, written as YAML or as CSV; none of SQL."""
    rows = fixture.get("rows") or []
    if fixture.get("format") == "sql":
        return []
    if fixture.get("format") == "csv":
        rows = csv.DictReader(io.StringIO(rows))
    return [{column: plain(value) for column, value in row.items()} for row in rows]


def expected_rows(example):
    """The rows that a test must expect, from the table's `column=value column='a b';...`."""
    rows = (shlex.split(row) for row in example["expected"].split(";"))
    return [
        {column: plain(value) for column, value in (pair.split("=") for pair in row)}
        for row in rows
    ]


TESTS = {test["name"]: test for test in rule_tests()}
HELD = [example for example in examples() if example["unit_test"]]
OPEN = [example for example in examples() if not example["unit_test"]]


def test_rules_and_examples_are_found():
    assert len(RULES) == 9
    assert len(TESTS) == len(rule_tests()) > 60
    assert len({example["id"] for example in examples()}) == 157


@pytest.mark.parametrize("example", HELD, ids=lambda row: f"{row['id']}-{row['unit_test']}")
def test_a_rule_test_names_the_example_and_expects_its_numbers(example):
    test = TESTS[example["unit_test"]]

    assert example["id"] in ID.findall(test["description"])
    found = fixture_rows(test["expect"])
    wanted = expected_rows(example)
    assert [row for row in wanted if not any(row.items() <= other.items() for other in found)] == []


@pytest.mark.parametrize("example", OPEN, ids=lambda row: row["id"])
def test_an_example_that_no_test_holds_has_a_reason(example):
    assert example["reason"]
    assert not example["expected"]


def test_every_example_that_a_rule_test_names_is_in_the_table():
    held = {(example["id"], example["unit_test"]) for example in HELD}
    named = {(found, name) for name, test in TESTS.items() for found in ID.findall(str(test))}

    assert named - held == set()


@pytest.mark.parametrize(
    "name",
    [
        "published_limits_are_those_of_the_yearly_notices",
        "the_pay_of_key_employees_is_that_of_the_notices_grows_and_can_be_replaced",
    ],
)
def test_the_seed_has_the_limits_of_the_rule_test(name):
    """dbt cannot read a seed with empty fields as a fixture, so the test has rows of its own."""
    given = {fixture["input"]: fixture for fixture in TESTS[name]["given"]}
    tested = fixture_rows(given["ref('statutory_limits')"])
    with SEED.open(encoding="utf-8", newline="") as opened:
        seed = [{name: plain(row[name]) for name in tested[0]} for row in csv.DictReader(opened)]

    assert seed == tested


@pytest.mark.parametrize("name", TESTS)
def test_a_rule_test_is_a_sentence_about_two_worlds(name):
    """A forgotten key passes every test of one scenario."""
    rows = [row for fixture in TESTS[name]["given"] for row in fixture_rows(fixture)]

    assert re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)+", name)
    assert re.search(r"\.( \[[^]]+\])?$", " ".join(TESTS[name]["description"].split()))
    assert any(len({row[key] for row in rows if row.get(key)}) > 1 for key in KEYS)
