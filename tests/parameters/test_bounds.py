"""A value out of bounds is refused for the same reason, whichever way it arrives."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from runner import project
from runner.errors import CODES, Problem, Refusal
from runner.parameters.bounds import check, check_value
from runner.parameters.catalogue import CENSUS_COLUMNS, Parameters
from runner.parameters.fields import Field, fields
from runner.parameters.places import place_of, steps_of
from runner.scenarios.files import dump
from runner.scenarios.printing import as_json
from runner.scenarios.resolve import COMMAND_LINE, resolve_scenarios
from tests.parameters.variants import at, context_of, nested, settings, with_entries

SHIPPED_PROFILES = sorted(
    path.stem for path in (project.shipped_scenarios() / "profiles").glob("*.yml")
)
TIERS = [{"up_to": 0.03, "rate": 1.0}, {"up_to": 0.05, "rate": 0.5}]

MATCH = [
    "tiers",
    "by_service",
    "service_as_of",
    "maximum",
    "true_up",
    "pay_periods",
    "pay_limit",
    "last_day_rule",
    "minimum_hours",
]

# A value of each kind that is refused: path, value, code, limit, nearest allowed value.
REFUSED = [
    ("simulation.years", 41, "above_maximum", 40, 40),
    ("simulation.years", 0, "below_minimum", 1, 1),
    ("simulation.years", "5", "wrong_type", "whole number", None),
    ("simulation.years", 7.5, "wrong_type", "whole number", 8),
    ("simulation.years", 99.5, "wrong_type", "whole number", 40),
    ("simulation.seed", -1, "below_minimum", 0, 0),
    ("simulation.replicates", 10_001, "above_maximum", 10_000, 10_000),
    ("census.path", 7, "wrong_type", "text", None),
    ("census.as_of", "yesterday", "wrong_type", "date", None),
    ("census.columns", {"salary": "x"}, "not_a_choice", list(CENSUS_COLUMNS), None),
    ("workforce.raises.cola", 0.02125, "too_many_decimals", 4, 0.0213),
    ("workforce.raises.cola", -0.6, "below_minimum", -0.5, -0.5),
    ("workforce.raises.effective", "13-01", "wrong_type", "month-day", None),
    ("workforce.termination.normalise", "yes", "wrong_type", "true or false", None),
    ("plan.core.rate", 1.000001, "above_maximum", 1, 1),
    ("plan.core.rate", 0.1234567, "too_many_decimals", 6, 0.123457),
    ("workforce.layoff_rate", 1.5, "above_maximum", 0.9, 0.9),
    ("plan.core.rate", {2018: 0.1}, "not_a_plan_year", [2019, 2199], None),
    ("plan.core.rate", True, "wrong_type", "number", None),
    ("plan.core.rate", [], "wrong_type", "number", None),
    ("plan.match.maximum", 1_000_000_000.01, "above_maximum", 1_000_000_000, 1_000_000_000),
    ("plan.match.maximum", 1e17, "above_maximum", 1_000_000_000, 1_000_000_000),
    ("plan.match.maximum", 10.005, "too_many_decimals", 2, 10.01),
    ("plan.match.maximum", "$500", "wrong_type", "amount", None),
    ("plan.match.tiers", 0.5, "wrong_type", "list", None),
    ("plan.match", [], "wrong_type", "section", None),
    ("plan.vesting.match.schedule", "slow", "not_a_choice", ["immediate", "cliff", "graded"], None),
    ("plan.match.teirs", 1, "unknown_parameter", MATCH, None),
    ("plan.match.by_service", [{"from": 1, "tiers": []}], "rule_broken", None, None),
]
IDS = [f"{path}={value}" for path, value, *_ in REFUSED]


def by_value(path: str, value: Any, _folder: Path) -> list[Refusal]:
    return list(check_value(path, value).refusals)


def by_file(path: str, value: Any, folder: Path) -> list[Refusal]:
    return _refusals(folder, {"label": "One", "parameters": nested(path, value)}, {})


def by_option(path: str, value: Any, folder: Path) -> list[Refusal]:
    return _refusals(folder, {"label": "One"}, {path: value})


def _refusals(folder: Path, content: dict, overrides: dict) -> list[Refusal]:
    problems = problems_of(folder, content, overrides)
    assert all(problem.refusal for problem in problems)
    return [problem.refusal for problem in problems if problem.refusal]


def problems_of(folder: Path, content: dict, overrides: dict) -> list[Problem]:
    (folder / "one.yml").write_text(dump(content), "utf-8")
    return resolve_scenarios(folder, overrides=overrides).problems


WAYS = [by_value, by_file, by_option]
Way = Callable[[str, Any, Path], list[Refusal]]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("path", "value", "code", "limit"), [row[:4] for row in REFUSED], ids=IDS)
def test_a_value_is_refused_for_the_same_reason_by_all_ways(
    way: Way, path: str, value: Any, code: str, limit: Any, tmp_path: Path
) -> None:
    [refusal] = way(path, value, tmp_path)
    assert (refusal.code, refusal.path, refusal.limit) == (code, path, limit)
    assert refusal.attempted == value
    assert refusal.adjusted_to is None


@pytest.mark.parametrize(
    ("path", "value", "code", "nearest"), [(*row[:3], row[4]) for row in REFUSED], ids=IDS
)
def test_the_nearest_allowed_value_is_taken_if_that_is_asked_for(
    path: str, value: Any, code: str, nearest: Any
) -> None:
    checked = check_value(path, value, adjust=True)
    [refusal] = checked.refusals
    assert (refusal.code, refusal.attempted, refusal.adjusted_to) == (code, value, nearest)
    assert at(checked.values, path) == (value if nearest is None else nearest)
    assert (checked.parameters is None) == (nearest is None)
    if nearest is not None:
        assert check_value(path, nearest).refusals == ()


# The bounds of the whole catalogue ----------------------------------------------------------------


def bounded() -> list[Field]:
    return [field for field in fields() if field.minimum is not None or field.maximum is not None]


BELOW = "below_minimum"
STEP = {int: 1, float: 0.000001, Decimal: 0.01}


BOUND_CODES = ("below_minimum", "above_maximum", "not_above", "not_below")


def saying(field: Field, value: Any, now: Any) -> Any:
    """The parameter with a value: its own, or that of a field of all its entries."""
    return value if field.path == field.leaf.path else with_entries(field, now, lambda _: value)


def sides(field: Field) -> list[tuple[Any, Any, str]]:
    """For each bound: the last value allowed, the first beyond it, and what it is refused for."""
    step, low, high = STEP[field.type], field.minimum, field.maximum
    assert not field.below_maximum
    lowest = (low + step, low, "not_above") if field.above_minimum else (low, low - step, BELOW)
    return [lowest, (high, round(high + step, 6), "above_maximum")]


@pytest.mark.parametrize("way", WAYS)
def test_every_bound_of_the_catalogue_holds_to_the_smallest_step(way: Way, tmp_path: Path) -> None:
    tried = 0
    for field in bounded():
        context = context_of(field.path, settings())
        full = json.loads(as_json(Parameters.model_validate(context)))
        for allowed, refused, code in sides(field):
            for value, expected in ((allowed, None), (refused, code)):
                said = saying(field, value, at(full, field.leaf.path))
                found = {
                    (refusal.code, refusal.attempted)
                    for refusal in way(field.leaf.path, said, tmp_path)
                    if refusal.code in BOUND_CODES
                }
                assert found == ({(expected, value)} if expected else set()), (field.path, value)
                tried += 1
    assert tried > 200


def test_a_value_far_beyond_a_bound_is_refused_for_the_bound_itself() -> None:
    for field in bounded():
        full = json.loads(as_json(Parameters.model_validate(context_of(field.path, settings()))))
        for value, bound in ((-(10**9), field.minimum), (10**12, field.maximum)):
            said = saying(field, value, at(full, field.leaf.path))
            refusals = check_value(field.leaf.path, said).refusals
            limits = {each.limit for each in refusals if each.code in BOUND_CODES}
            assert limits == {bound}, field.path


def test_no_number_has_more_decimals_than_its_column() -> None:
    tried = [field for field in fields() if field.type in (float, Decimal)]
    for field in tried:
        context = context_of(field.path, settings())
        full = json.loads(as_json(Parameters.model_validate(context)))
        value = 0.1234567 if field.minimum is None or field.minimum < 0.1 else field.minimum + 1e-7
        said = saying(field, value, at(full, field.leaf.path))
        codes = {refusal.code for refusal in check_value(field.leaf.path, said).refusals}
        assert codes == {"too_many_decimals"}, field.path
    assert len(tried) > 30


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
@pytest.mark.parametrize("path", ["plan.core.rate", "plan.match.maximum", "simulation.years"])
def test_what_is_no_number_is_not_taken_for_a_large_one(path: str, value: float) -> None:
    [refusal] = check_value(path, value, adjust=True).refusals
    assert (refusal.code, refusal.adjusted_to) == ("wrong_type", None)


# What is said together ----------------------------------------------------------------------------


def test_rules_about_several_parameters_hold_for_a_value_beside_others() -> None:
    beside = {
        "plan": {"automatic_enrollment": {"enabled": True}, "automatic_increase": {"enabled": True}}
    }
    path, rate = "plan.automatic_enrollment.default_rate", 0.3
    assert check_value(path, rate).refusals == ()
    [refusal] = check_value(path, rate, beside).refusals
    assert (refusal.code, refusal.path, refusal.attempted) == ("rule_broken", path, rate)


def test_what_is_wrong_beside_a_value_is_not_the_value_s() -> None:
    beside = {"plan": {"core": {"rate": 7}}}
    assert check_value("plan.match.maximum", 5, beside).refusals == ()
    checked = check_value("plan.match.maximum", -5, beside, adjust=True)
    assert [refusal.path for refusal in checked.refusals] == ["plan.match.maximum"]
    assert checked.values == {"plan": {"core": {"rate": 7}, "match": {"maximum": 0}}}
    low_pay = {"workforce": {"hiring": {"pay_low": 2.0}}}
    assert check_value("plan.match.maximum", 5, low_pay).refusals == ()
    assert check_value("plan.match.maximum", 5, low_pay).parameters is None


def test_a_name_leads_back_to_its_value() -> None:
    name = "plan.match.tiers[2028][item 2].rate"
    assert steps_of(name) == ("plan", "match", "tiers", 2028, 1, "rate")
    tiers = {"plan": {"match": {"tiers": {2026: [], 2028: TIERS}}}}
    assert place_of(steps_of(name), tiers, Parameters).name == name


def test_items_count_from_one() -> None:
    tiers = {"plan": {"match": {"tiers": TIERS}}}
    assert check_value("plan.match.tiers[item 0].rate", 0.7, tiers).refusals


def test_one_entry_of_a_list_is_checked_and_adjusted_alone() -> None:
    path = "plan.match.tiers[item 2].rate"
    checked = check_value(path, 7, {"plan": {"match": {"tiers": TIERS}}}, adjust=True)
    [refusal] = checked.refusals
    assert (refusal.path, refusal.attempted, refusal.adjusted_to) == (path, 7, 5)
    assert checked.values["plan"]["match"]["tiers"] == [TIERS[0], {"up_to": 0.05, "rate": 5}]
    assert TIERS[1]["rate"] == 0.5


def test_a_path_through_a_value_is_refused() -> None:
    refusals = check_value("plan.core.rate.of", 0.1).refusals
    assert [(refusal.code, refusal.path) for refusal in refusals] == [
        ("wrong_type", "plan.core.rate")
    ]


def test_several_values_are_adjusted_at_once_and_the_rest_is_told() -> None:
    said = {
        "simulation": {"years": 99, "seed": "x"},
        "behavior": {"deferral_rates": [{"from": 0, "choices": [{"rate": 0, "weight": 1}]}]},
    }
    checked = check(said, adjust=True)
    assert [(each.path, each.code, each.adjusted_to) for each in checked.refusals] == [
        ("simulation.years", "above_maximum", 40),
        ("behavior.deferral_rates[item 1].choices[item 1].rate", "not_above", 0.000001),
        ("simulation.seed", "wrong_type", None),
    ]
    assert checked.parameters is None
    assert checked.values["simulation"] == {"years": 40, "seed": "x"}
    assert said["simulation"]["years"] == 99


def test_a_value_that_breaks_a_rule_once_it_is_adjusted_is_told() -> None:
    hiring = {"pay_low": 101, "pay_high": 1}
    checked = check({"workforce": {"hiring": hiring}}, adjust=True)
    assert [(each.code, each.adjusted_to) for each in checked.refusals] == [
        ("above_maximum", 100),
        ("rule_broken", None),
    ]


# How records are shown ----------------------------------------------------------------------------


def test_a_problem_is_a_record_of_what_json_can_hold(tmp_path: Path) -> None:
    content = {"label": "One", "parameters": {"plan": {"core": {"rate": {2018: 0.1}}}}}
    [problem] = problems_of(tmp_path, content, {})
    assert problem.record() == {
        "file": str(tmp_path / "one.yml"),
        "line": 5,
        "code": "not_a_plan_year",
        "path": "plan.core.rate",
        "attempted": {"2018": 0.1},
        "limit": [2019, 2199],
        "adjusted_to": None,
        "message": "plan.core.rate: 2018 is not a plan year. Years run from 2019 to 2199. Name "
        "the year from which the value holds.",
    }
    infinite = Problem(COMMAND_LINE, 0, "", Refusal("x", "", float("inf"), Decimal("0.5")))
    record = infinite.record()
    assert (record["line"], record["path"]) == (None, None)
    assert (record["attempted"], record["limit"]) == ("inf", "0.5")


def test_a_problem_of_the_file_has_a_record_too(tmp_path: Path) -> None:
    [problem] = problems_of(tmp_path, {"label": "One", "extends": "nothing"}, {})
    record = problem.record()
    assert (record["code"], record["path"], record["line"]) == ("invalid_file", None, 2)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (
            {"plan": {"match": {"tiers": {"$append": 5}}}},
            ("invalid_marker", None, 5, None),
        ),
        (
            {"workforce": {"growth_rate": {"$append": [0.1]}}},
            ("cannot_merge", "workforce.growth_rate", [0.1], None),
        ),
        (
            {"behavior": {"profile": "vanguard_2042"}},
            ("not_a_choice", "behavior.profile", "vanguard_2042", SHIPPED_PROFILES),
        ),
    ],
)
def test_what_files_want_merged_or_picked_is_refused_on_record(
    said: dict, expected: tuple, tmp_path: Path
) -> None:
    [problem] = problems_of(tmp_path, {"label": "One", "parameters": said}, {})
    record = problem.record()
    assert (record["code"], record["path"], record["attempted"], record["limit"]) == expected


def test_the_page_names_every_code() -> None:
    page = (Path(__file__).parents[2] / "docs" / "scenarios.md").read_text("utf-8")
    assert [code for code in CODES if f"`{code}`" not in page] == []
    tried = {code for _, _, code, *_ in REFUSED} | set(BOUND_CODES)
    assert tried | {"invalid_marker", "cannot_merge", "invalid_file"} <= set(CODES)


def test_a_rule_about_several_parameters_is_recorded_at_the_one_that_was_said(
    tmp_path: Path,
) -> None:
    content = {"label": "One", "parameters": {"workforce": {"hiring": {"pay_high": 0.5}}}}
    [problem] = problems_of(tmp_path, content, {})
    assert problem.refusal == Refusal("rule_broken", "workforce.hiring.pay_high", 0.5)
