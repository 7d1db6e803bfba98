"""The catalogue's own rules: what no single value shows to be wrong."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from runner.parameters.catalogue import Parameters
from runner.parameters.kinds import value_in


def message(**parameters: object) -> str:
    with pytest.raises(ValidationError) as caught:
        Parameters.model_validate(parameters)
    [error] = caught.value.errors()
    return error["msg"].removeprefix("Value error, ")


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


def test_a_participant_changes_the_rate_in_one_way_a_year() -> None:
    changes = {"stop_by_age": [{"from": 0, "value": 1}, {"from": 65, "value": 2}]}
    # 2 x 0.1 + 0.5 + 0.3 are 1, exactly; a thousandth more in 2027 is too much.
    changes |= {"stop_rate": 0.1, "lower_rate": 0.5, "raise_rate": 0.3}
    Parameters.model_validate({"behavior": {"rate_changes": changes}})
    changes |= {"raise_rate": {2026: 0.3, 2027: 0.301}}
    assert message(behavior={"rate_changes": changes}) == (
        "behavior.rate_changes.stop_rate 0.1, times up to 2 by behavior.rate_changes.stop_by_age, "
        "behavior.rate_changes.lower_rate 0.5 and behavior.rate_changes.raise_rate 0.301 are "
        "together above 1 in 2027. Nobody does more than one of the three in a year: at no age may "
        "they be above 1. Lower one of them."
    )


def test_stopping_is_certain_above_one_and_leaves_nothing_else() -> None:
    """At 65 the catalogue has eight times the probability of the young."""
    Parameters.model_validate({"behavior": {"rate_changes": {"stop_rate": 0.3}}})
    assert "lower_rate 0.1 " in message(
        behavior={"rate_changes": {"stop_rate": 0.3, "lower_rate": 0.1}}
    )


def test_nobody_is_enrolled_at_nothing() -> None:
    enrollment = {"enabled": {2026: False, 2027: True}, "default_rate": {2026: 0, 2027: 0.03}}
    Parameters.model_validate({"plan": {"automatic_enrollment": enrollment}})
    enrollment = {"enabled": {2026: False, 2027: True}, "default_rate": {2026: 0, 2028: 0.03}}
    assert message(plan={"automatic_enrollment": enrollment}) == (
        "plan.automatic_enrollment.default_rate is 0 in 2027, although people are enrolled then. "
        "A default rate must be above 0. Raise it or set plan.automatic_enrollment.enabled to "
        "false."
    )


def test_a_day_of_hire_is_given_for_new_hires_only() -> None:
    increase = {"scope": "new_hires", "hired_on_or_after": "2027-01-01"}
    Parameters.model_validate({"plan": {"automatic_increase": increase}})
    assert message(plan={"automatic_increase": {**increase, "scope": "all"}}) == (
        "plan.automatic_increase.hired_on_or_after is 2027-01-01, but "
        "plan.automatic_increase.scope is all. A day of hire can only be given for new hires. "
        "Remove the day or set the scope to new_hires."
    )


def test_the_higher_catch_up_needs_the_usual_one() -> None:
    Parameters.model_validate({"plan": {"catch_up": False, "super_catch_up": False}})
    Parameters.model_validate({"plan": {"catch_up": True, "super_catch_up": False}})
    assert message(plan={"catch_up": False}) == (
        "plan.catch_up is false, but plan.super_catch_up is true. The higher limit at ages 60 to "
        "63 raises the one from age 50 and does not exist without it. Set plan.super_catch_up to "
        "false as well."
    )


def test_the_higher_catch_up_limit_is_not_below_the_usual_one() -> None:
    equal = {"catch_up": 8_000, "super_catch_up": 8_000}
    Parameters.model_validate({"plan": {"limits": equal}})
    Parameters.model_validate({"plan": {"limits": {**equal, "catch_up": None}}})
    later = {**equal, "catch_up": {2026: 8_000, 2028: 8_000.01}}
    assert message(plan={"limits": later}) == (
        "plan.limits.super_catch_up 8,000 is below plan.limits.catch_up 8,000.01 in 2028. The "
        "limit at ages 60 to 63 must not be below the one from age 50. Correct one of the two."
    )


def test_a_column_of_the_file_is_one_of_ours() -> None:
    Parameters.model_validate({"census": {"columns": {"hire_date": "Hired", "age": "Age"}}})
    assert message(census={"columns": {"hire_date": "Date", "birth_date": "Date"}}) == (
        "'Date' is given for both hire_date and birth_date. A column of the file is one of ours. "
        "Correct one of the two."
    )


def test_what_is_vested_stays_vested() -> None:
    steps = [{"from": 0, "value": 1.0}, {"from": 5, "value": 0.2}]
    assert message(plan={"vesting": {"match": {"graded": steps}}}) == (
        "the vested share falls from 1 to 0.2 after 5 years. What is vested stays vested. Put "
        "the shares in ascending order."
    )


def test_a_match_by_pay_period_has_one_band_of_service() -> None:
    for as_of, true_up in (("anniversary", True), ("year_start", False), ("year_end", False)):
        Parameters.model_validate({"plan": {"match": {"service_as_of": as_of, "true_up": true_up}}})
    assert message(plan={"match": {"service_as_of": "anniversary", "true_up": False}}) == (
        "plan.match.service_as_of is anniversary in a plan with plan.match.true_up: false. Bands "
        "that change within the year need the match of the whole year. Count service as of "
        "year_start or year_end, or let the match be trued up."
    )


def test_core_has_bands_of_one_kind() -> None:
    bands = [{"from": 0, "value": 0.02}]
    Parameters.model_validate({"plan": {"core": {"by_points": bands}}})
    assert message(plan={"core": {"by_age": bands, "by_points": bands}}) == (
        "plan.core.by_points stands beside plan.core.by_age. Core rates depend on one of service, "
        "age and points. Remove all but one."
    )


# DER-146 as shares of the wage base of 2026, 184,500 dollars: all of it, 150,000, 60,000 and
# 30,000 of it; and the bounds themselves.
@pytest.mark.parametrize(
    ("level", "factor"),
    [
        (1.0, 0.057),
        (0.999999, 0.054),
        (0.813008, 0.054),
        (0.800001, 0.054),
        (0.8, 0.043),
        (0.325203, 0.043),
        (0.200001, 0.043),
        (0.2, 0.057),
        (0.162602, 0.057),
    ],
)
def test_the_excess_rate_is_within_the_factor_of_its_level(level: float, factor: float) -> None:
    core = {"rate": 0.06, "integration_level": level, "excess_rate": factor}
    Parameters.model_validate({"plan": {"core": core}})
    says = message(plan={"core": {**core, "excess_rate": round(factor + 0.0001, 4)}})
    assert says == (
        f"plan.core.excess_rate {factor + 0.0001:g} is above {factor:g} in 2026. It may be neither "
        f"above plan.core.rate 0.06 nor above {factor:g}, the factor of "
        f"plan.core.integration_level {level:g}: 5.7 % at the wage base or up to a fifth of it, "
        "5.4 % above four fifths, 4.3 % in between. Lower it."
    )


def test_the_excess_rate_is_not_above_the_rate_and_has_a_level() -> None:
    core = {"rate": {2026: 0.06, 2028: 0.03}, "integration_level": 1.0, "excess_rate": 0.04}
    assert message(plan={"core": core}).startswith(
        "plan.core.excess_rate 0.04 is above 0.03 in 2028. It may be neither above plan.core.rate "
        "0.03 nor above 0.057,"
    )
    assert message(plan={"core": {"rate": 0.06, "excess_rate": 0.04}}) == (
        "plan.core.excess_rate 0.04 has no plan.core.integration_level in 2026. The excess rate is "
        "for pay above a level. Name the level, e.g. 1.0 for the wage base."
    )
    banded = {**core, "rate": 0.06, "by_age": [{"from": 0, "value": 0.06}]}
    assert message(plan={"core": banded}) == (
        "plan.core.excess_rate 0.04 stands beside plan.core.by_age. Permitted disparity goes with "
        "one rate for everybody. Remove one of them."
    )


def bands_from(*bounds: int) -> list[dict]:
    return [{"from": bound, "value": 0.1} for bound in bounds]


@pytest.mark.parametrize(
    ("parameters", "says"),
    [
        ({"plan": {"core": {"rate": 0.1234567}}}, "0.1234567 has more than six decimals."),
        ({"workforce": {"raises": {"cola": 0.02125}}}, "0.02125 has more than four decimals."),
        ({"plan": {"match": {"maximum": 10.005}}}, "10.005 is not an amount in dollars and"),
        ({"plan": {"core": {"rate": {0: 0.1}}}}, "0 is not a plan year."),
        ({"workforce": {"raises": {"effective": "13-01"}}}, "'13-01' is not a day of the year."),
        ({"workforce": {"raises": {"effective": "4-1"}}}, "'4-1' is not a day of the year."),
        ({"census": {"as_of": "20250101"}}, "'20250101' is not a date."),
        ({"census": {"as_of": "2025-W01-1"}}, "'2025-W01-1' is not a date."),
        ({"census": {"path": " "}}, "' ' is blank. A name is expected."),
        ({"census": {"columns": {"hire_date": ""}}}, "'' is blank. A name is expected."),
        (
            {"behavior": {"voluntary_enrollment": {"by_pay": [{"from": 0, "value": 0.1}] * 2}}},
            "the lower bound 0 follows 0. They must rise",
        ),
        (
            {"workforce": {"termination": {"by_age": bands_from(0, 10_000_000, 9_999_999)}}},
            "the lower bound 9999999 follows 10000000. They must rise",
        ),
        (
            {"behavior": {"later_enrollment": {"by_pay": bands_from(0, 400)}}},
            "the pay band from 400 is not a whole number of thousands. Pay bands start at "
            "multiples of 1,000 dollars. Write 1000.",
        ),
    ],
)
def test_values_that_cannot_be_kept_are_refused(parameters: dict, says: str) -> None:
    assert message(**parameters).startswith(says)
