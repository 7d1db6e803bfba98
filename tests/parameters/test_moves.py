"""No parameter is dead: varied alone, each changes some mart, and what it changes is on record."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import pytest
from pydantic import Field

from runner.parameters.catalogue import CENSUS_COLUMNS, Parameters, leaves
from runner.parameters.fields import fields
from runner.parameters.kinds import ByYear, Money, Rate, Section, Text, parameter
from runner.parameters.moves import FILE, moves
from tests.parameters.moved import Batch, Found, measured, summed_up, text, without_effect
from tests.parameters.variants import DATA, Underivable, Variant, settings, variants

ACTS_BEFORE = {"workforce.growth_by_department"}
"""A department that any year names has positions of its own in all years: else its size in the
year before would be another than that which it grows from."""

STOPS = {"census.max_rejected"}
"""Parameters that decide whether anything is built; see `tests/build/test_census_check.py`."""


@pytest.fixture(scope="module")
def batch() -> Batch:
    return measured()


# What all parameters do ---------------------------------------------------------------------------


def test_every_parameter_and_every_choice_moves_some_mart(batch: Batch) -> None:
    dead = [name for name in without_effect(batch.results) if name not in STOPS]
    assert not dead, (
        f"these change no mart: {', '.join(dead)}. Let a model use them, or say in {DATA.name} "
        "with what beside them they act (context) or what to try (values)."
    )


def test_a_value_by_year_acts_from_its_year_on(batch: Batch) -> None:
    later = [each for each in batch.results if each.variant.later]
    assert {each.variant.leaf for each in later} == {leaf.path for leaf in leaves() if leaf.by_year}
    early = {each.variant.leaf: each.early for each in later if each.early}
    assert early.keys() == ACTS_BEFORE, early


def test_what_parameters_move_is_on_record(batch: Batch) -> None:
    now = summed_up(batch)
    changed = [path for path in now if now[path] != list(moves(path))]
    assert FILE.read_text("utf-8") == text(now), (
        f"what parameters move has changed: {', '.join(changed) or 'some are gone or elsewhere'}. "
        "If it should have, record it with: make moves"
    )


def test_the_record_names_metrics_else_columns_of_other_marts() -> None:
    assert "employer_match" in moves("plan.match.tiers")
    assert "employer_match" in moves("plan.match.tiers[].rate")
    assert "headcount" not in moves("plan.match.tiers")
    assert moves("census.columns[gender]") == ("fct_workforce_snapshot.gender",)
    assert moves("plan.match.teirs") == ()


# How they are varied ------------------------------------------------------------------------------


def test_everything_in_the_catalogue_is_varied() -> None:
    columns = {f"census.columns[{name}]" for name in CENSUS_COLUMNS}
    singles = {field.path for field in fields()} - {"census.columns"}
    tried = variants(settings())
    assert {variant.path for variant in tried} == singles | columns
    assert {variant.leaf for variant in tried} == {leaf.path for leaf in leaves()}


def test_a_variant_differs_from_its_context_in_one_parameter_alone() -> None:
    for variant in variants(settings()):
        one, other = map(Parameters.model_validate, (variant.context, variant.parameters))
        differing = [leaf.path for leaf in leaves() if leaf.value(one) != leaf.value(other)]
        assert differing == [variant.leaf], variant.name


def test_every_exception_is_about_something_in_the_catalogue() -> None:
    data = settings()
    for entry in data["parameters"]:
        found = (field.path for field in fields() if f"{field.path}.".startswith(entry))
        assert next(found, None), entry
    assert {"employee_id", *data["columns"]} == set(CENSUS_COLUMNS)


def test_a_parameter_of_which_no_variant_moves_anything_is_told() -> None:
    def result(name: str, *moved: str) -> Found:
        return Found(Variant(name, name, {}, 1, name), moved)

    results = [result("a"), result("a", "x"), result("b"), result("b"), result("c=1")]
    assert without_effect(results) == ["b", "c=1"]


class Step(Section):
    share: Rate = Field(description="Share.")
    up_to: Money | None = Field(description="Bound.")


class Added(Section):
    steps: ByYear[list[Step]] = parameter([], unit="steps", description="Steps.")
    years: Annotated[int, Field(gt=0, lt=9)] | None = parameter(1, unit="y", description="Years.")
    name: Text = parameter("a", unit="text", description="Any text.")
    day: dt.date | None = parameter(None, unit="date", description="A day.")


def test_the_walk_finds_the_fields_of_entries_with_their_bounds() -> None:
    found = [(field.path, field.type.__name__) for field in fields(Added)]
    assert found == [
        ("steps[].share", "float"),
        ("steps[].up_to", "Decimal"),
        ("years", "int"),
        ("name", "str"),
        ("day", "date"),
    ]
    share, _, years, *_ = fields(Added)
    assert (share.minimum, share.maximum, share.above_minimum) == (0, 1, False)
    assert (years.minimum, years.maximum) == (0, 9)
    assert (years.above_minimum, years.below_maximum) == (True, True)


def test_what_cannot_be_derived_is_told_with_what_to_add() -> None:
    data = settings()
    text_of_any_kind = [field for field in fields() if field.path == "workforce.raises.effective"]
    del data["parameters"]["workforce.raises.effective"]
    with pytest.raises(Underivable) as caught:
        variants(data, text_of_any_kind)
    assert str(caught.value) == (
        "workforce.raises.effective: its type, bounds and rules do not tell what to try. Add "
        "'workforce.raises.effective: {values: [...], context: {...}}' to variants.yml: values to "
        "try (if they cannot be derived), and what must be said beside them so that they act."
    )


def test_a_list_without_entries_in_its_context_is_told() -> None:
    data = settings()
    del data["parameters"]["plan.match.by_service"]
    with pytest.raises(Underivable) as caught:
        variants(data)
    told = [line.partition(":")[0] for line in str(caught.value).splitlines()]
    inner = ("from", "tiers[].up_to", "tiers[].rate")
    assert told == [f"plan.match.by_service[].{name}" for name in inner]


def test_a_choice_that_cannot_be_made_in_its_context_is_told() -> None:
    data = settings()
    entry = [field for field in fields() if field.path == "census.path"]
    data["parameters"]["census.path"] = {"values": ["sample", 7]}
    with pytest.raises(Underivable, match=r"census\.path: .* 7 is refused: Input should be"):
        variants(data, entry)
