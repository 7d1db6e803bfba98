"""The catalogue's own rules: what no single value shows to be wrong."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from runner.parameters.catalogue import Parameters, leaves
from runner.parameters.kinds import value_in


def message(**parameters: object) -> str:
    with pytest.raises(ValidationError) as caught:
        Parameters.model_validate(parameters)
    [error] = caught.value.errors()
    return error["msg"].removeprefix("Value error, ")


def test_every_parameter_has_a_unit_and_a_description() -> None:
    for leaf in leaves():
        assert leaf.field.json_schema_extra["unit"], leaf.path
        assert leaf.field.description.endswith("."), leaf.path


def test_a_value_holds_until_the_next_year_named() -> None:
    cola = Parameters.model_validate(
        {"workforce": {"raises": {"cola": {2026: 0.03, 2028: 0.02}}}}
    ).workforce.raises.cola
    assert [value_in(cola, year) for year in range(2026, 2030)] == [0.03, 0.03, 0.02, 0.02]
    with pytest.raises(LookupError):
        value_in(cola, 2025)


def test_the_census_precedes_the_first_year() -> None:
    assert message(census={"as_of": "2026-01-01"}) == (
        "census.as_of 2026-01-01 is not before simulation.start_year 2026. The census must hold "
        "before the first plan year begins. Write a day up to 2025-12-31 or let the simulation "
        "start in 2027."
    )
    Parameters.model_validate({"census": {"as_of": "2025-12-31"}})


def test_a_by_year_value_covers_the_first_year() -> None:
    assert message(plan={"core": {"rate": {2027: 0.02}}}) == (
        "plan.core.rate has no value before 2027, but the simulation starts in 2026. The first "
        "year named must not be after 2026. Add a value for 2026."
    )


def test_the_cap_reaches_the_default_rate_in_each_year() -> None:
    rising = {
        "automatic_enrollment": {"enabled": True, "default_rate": {2026: 0.03, 2028: 0.06}},
        "automatic_increase": {"enabled": True, "cap": {2026: 0.05, 2028: 0.10}},
    }
    Parameters.model_validate({"plan": rising})
    falling = {**rising, "automatic_increase": {"enabled": True, "cap": 0.05}}
    assert message(plan=falling) == (
        "plan.automatic_increase.cap 0.05 is below plan.automatic_enrollment.default_rate 0.06 "
        "in 2028. The cap must not be below the default rate. Raise the cap or lower the "
        "default rate."
    )


def test_what_is_vested_stays_vested() -> None:
    steps = [{"from": 0, "value": 1.0}, {"from": 5, "value": 0.2}]
    assert message(plan={"vesting": {"match": {"graded": steps}}}) == (
        "the vested share falls from 1 to 0.2 after 5 years. What is vested stays vested. Put "
        "the shares in ascending order."
    )


@pytest.mark.parametrize(
    ("parameters", "says"),
    [
        ({"plan": {"core": {"rate": 0.1234567}}}, "0.1234567 has more than six decimals."),
        ({"workforce": {"raises": {"cola": 0.02125}}}, "0.02125 has more than four decimals."),
        ({"plan": {"match": {"maximum": 10.005}}}, "10.005 is not an amount in dollars and"),
        ({"plan": {"core": {"rate": {0: 0.1}}}}, "0 is not a plan year."),
        ({"workforce": {"raises": {"effective": "13-01"}}}, "'13-01' is not a day of the year."),
        (
            {"behavior": {"voluntary_enrollment": {"by_pay": [{"from": 0, "value": 0.1}] * 2}}},
            "the lower bound 0 follows 0. They must rise",
        ),
    ],
)
def test_values_that_cannot_be_kept_are_refused(parameters: dict, says: str) -> None:
    assert message(**parameters).startswith(says)
