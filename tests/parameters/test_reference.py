"""The documentation of the parameters: complete, current, and the same on a terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from runner.cli import main
from runner.parameters import sources
from runner.parameters.catalogue import leaves
from runner.parameters.pages import as_markdown, linked
from runner.parameters.reference import allowed, entries, in_words
from runner.parameters.shapes import alternatives, leaf_shapes

ROOT = Path(__file__).parents[2]
PATHS = [leaf.path for leaf in leaves()]
NOT_FIGURES = ("simulation", "census")
"""How long and whom to simulate is neither empirical nor a matter of law."""


def run(*arguments):
    result = CliRunner().invoke(main, arguments, env={"COLUMNS": "80"})
    return result.exit_code, result.stdout, result.stderr


def fields(shape):
    """A parameter's values and, in lists and by year, the values inside."""
    for each in alternatives(shape):
        yield each
        inner = [each.get("items"), *each.get("patternProperties", {}).values()]
        named = each.get("properties", {}).values()
        for child in (*inner, *named):
            if child is not None:
                yield from fields(child)


def is_figure(value):
    """Whether a default holds a number other than 0, which switches something off."""
    if isinstance(value, dict | list):
        return any(map(is_figure, value.values() if isinstance(value, dict) else value))
    return isinstance(value, int | float) and not isinstance(value, bool) and value != 0


@pytest.mark.parametrize("path", PATHS)
def test_every_parameter_has_a_default_a_unit_and_a_description(path):
    shape = leaf_shapes()[path]
    assert "default" in shape
    assert shape["unit"]
    assert shape["description"].endswith(".")


@pytest.mark.parametrize("path", PATHS)
def test_every_number_is_bounded_and_every_field_of_an_entry_described(path):
    for each in fields(leaf_shapes()[path]):
        if each["type"] in ("number", "integer"):
            assert {"minimum", "exclusiveMinimum"} & set(each)
            assert {"maximum", "exclusiveMaximum"} & set(each)
    for each in fields(leaf_shapes()[path]):
        for name, field in each.get("properties", {}).items() if path != "census.columns" else ():
            assert field["description"].endswith("."), name


@pytest.mark.parametrize("path", [path for path in PATHS if not path.startswith(NOT_FIGURES)])
def test_every_figure_has_a_source_or_is_called_an_assumption(path):
    [entry] = entries(path)
    if is_figure(entry.default):
        assert entry.source
        is_legal = entry.source.startswith(("26 USC", "26 CFR"))
        assert is_legal or "https://" in entry.source or entry.source == sources.ASSUMPTION


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0, False),
        (None, False),
        (True, False),
        ("graded", False),
        ([], False),
        ([{"from": 0, "value": 0.0}], False),
        ([{"from": 0, "value": 0.1}], True),
        (0.04, True),
    ],
)
def test_figures_are_told_from_other_defaults(value, expected):
    assert is_figure(value) is expected


ALLOWED = [
    ({"type": "number", "minimum": 0, "maximum": 1}, "0 to 1"),
    ({"type": "number", "minimum": 0, "exclusiveMinimum": 0, "maximum": 1}, "above 0 to 1"),
    ({"type": "number", "minimum": -0.5, "exclusiveMaximum": 1}, "-0.5 to below 1"),
    ({"type": "integer", "minimum": 1, "maximum": 10_000}, "whole number, 1 to 10,000"),
    (
        {"type": "integer", "minimum": 0, "maximum": 1_000_000, "multipleOf": 1000},
        "0 to 1,000,000 in steps of 1000",
    ),
    ({"type": "boolean"}, "true or false"),
    ({"type": "string", "enum": ["a", "b", "c"]}, "a, b or c"),
    (
        {"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]},
        "a date, year-month-day, or none",
    ),
    (
        {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "up_to": {"type": "number", "minimum": 0, "maximum": 1},
                    "days": {"type": "array", "items": {"type": "boolean"}},
                },
            },
        },
        "a list of {up_to: 0 to 1; days: a list of true or false}",
    ),
]


@pytest.mark.parametrize(("shape", "words"), ALLOWED)
def test_what_is_allowed_is_put_in_words(shape, words):
    assert allowed(shape) == words


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("simulation.years", "whole number, 1 to 40"),
        ("plan.automatic_increase.cap", "0 to 1"),
        ("plan.match.maximum", "0 to 1,000,000,000, or none"),
        ("plan.match.tiers", "a list of {up_to: 0 to 1; rate: 0 to 5}"),
        ("behavior.profile", "text, or a list of text"),
        (
            "behavior.later_enrollment.by_pay",
            "a list of {from: 0 to 1,000,000 in steps of 1000; value: 0 to 1}",
        ),
    ],
)
def test_the_bounds_shown_are_those_of_the_catalogue(path, words):
    [entry] = entries(path)
    assert entry.allowed == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "none"),
        (True, "true"),
        (0.04, "0.04"),
        (2000, "2000"),
        (150_000, "150,000"),
        (15_000.25, "15,000.25"),
        (1.234567, "1.234567"),
        ([12.345678, 1_234_567.0, 0.000001], "[12.345678, 1234567, 0.000001]"),
        ("monthly", "monthly"),
        ([{"from": 15_000, "value": 0.38, "on": False}], "[{from: 15000, value: 0.38, on: false}]"),
    ],
)
def test_values_are_put_in_words(value, words):
    assert in_words(value) == words


def test_the_page_is_current_and_has_every_parameter():
    page = (ROOT / "docs" / "parameters.md").read_text("utf-8")
    assert page == as_markdown(entries()), "run: make docs"
    headings = [
        line.lstrip("#").strip(" `")
        for line in page.splitlines()
        if line.endswith("`") and line.startswith("##")
    ]
    assert sorted(headings) == sorted(PATHS)


def test_addresses_are_links_without_the_full_stop_after_them():
    assert linked("See https://a.b/c?d=1, and https://e.f.") == (
        "See <https://a.b/c?d=1>, and <https://e.f>."
    )


def test_the_terminal_shows_a_row_for_each_parameter():
    code, stdout, stderr = run("parameters")
    assert code == 0
    assert [line.split()[0] for line in stdout.splitlines()[1:]] == PATHS
    assert stderr == "More about each: runner parameters GROUP, e.g. plan.match\n"


def test_a_parameter_is_shown_in_full():
    code, stdout, stderr = run("parameters", "plan.match.tiers")
    stated, _, moved = stdout.partition("  moves    ")
    assert "employer_match" in moved
    assert (code, stated, stderr) == (
        0,
        "plan.match.tiers\n"
        "  Tiers of the match: each rate applies to the deferral up to its bound.\n"
        "  unit     tiers of pay\n"
        "  allowed  a list of {up_to: 0 to 1; rate: 0 to 5}\n"
        "  default  [{up_to: 0.06, rate: 0.5}]\n"
        "  by year  yes\n"
        "  source   50 % of the first 6 % was the most common fixed match:\n"
        "           https://planadviser.com/?p=36951\n",
        "",
    )


def test_a_group_is_its_parameters_and_no_others():
    code, stdout, _ = run("parameters", "plan.match", "--format", "json")
    expected = [path for path in PATHS if path.startswith("plan.match.")]
    assert (code, [each["path"] for each in json.loads(stdout)]) == (0, expected)


def test_json_has_the_values_allowed_for_programs():
    [entry] = json.loads(run("parameters", "simulation.years", "--format", "json")[1])
    assert entry["schema"] == {"type": "integer", "minimum": 1, "maximum": 40}
    assert (entry["default"], entry["by_year"], entry["unit"]) == (5, False, "years")


GROUPS = "Groups here: simulation, census, workforce, plan, behavior, economy.\n"


@pytest.mark.parametrize(
    ("group", "hint"),
    [
        ("plan.mach", " Did you mean 'plan.match'?"),
        ("tiers", " Did you mean 'plan.match.tiers'?"),
        ("matsch", " Did you mean 'plan.match'?"),
        ("plan.mat", " Did you mean 'plan.match'?"),
        ("zzz", ""),
    ],
)
def test_a_wrong_group_gets_a_suggestion(group, hint):
    error = f"runner: error: there is no parameter or group '{group}'.{hint} {GROUPS}"
    assert run("parameters", group) == (2, "", error)
