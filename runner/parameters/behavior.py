"""Parameters of behavior: who enrolls, at what rate, and what they do later."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, GetJsonSchemaHandler
from pydantic_core import CoreSchema

from runner.parameters import sources
from runner.parameters.kinds import (
    Bands,
    ByYear,
    Multiplier,
    PayBands,
    PositiveRate,
    Rate,
    Section,
    ascending,
    parameter,
)


class _NameOrNames:
    """Tells editors that one name may stand without the list."""

    def __get_pydantic_json_schema__(
        self, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        names = handler(core_schema)
        return {"anyOf": [names["items"], names]}


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


ProfileNames = Annotated[list[str], BeforeValidator(_as_list), _NameOrNames()]


class VoluntaryEnrollment(Section):
    """Probability of enrolling on becoming eligible: by pay, times by age, times by tenure."""

    by_pay: PayBands = parameter(
        [
            {"from": 0, "value": 0.24},
            {"from": 15_000, "value": 0.38},
            {"from": 30_000, "value": 0.58},
            {"from": 50_000, "value": 0.67},
            {"from": 75_000, "value": 0.69},
            {"from": 100_000, "value": 0.70},
            {"from": 150_000, "value": 0.74},
        ],
        unit="probability by annual pay in dollars of the first simulated year",
        description="Probability of enrolling without being asked, by pay.",
        source=sources.PARTICIPATION_BY_PAY,
    )
    by_age: Bands = parameter(
        [{"from": 0, "value": 0.66}, {"from": 25, "value": 0.95}, {"from": 35, "value": 1.0}],
        unit="multiplier by completed years of age",
        description="How the probability of enrolling varies with age.",
        source=sources.PARTICIPATION_BY_AGE,
    )
    by_tenure: Bands = parameter(
        [{"from": 0, "value": 0.84}, {"from": 1, "value": 1.0}],
        unit="multiplier by completed years of service",
        description="How the probability of enrolling varies with tenure.",
        source=sources.FIRST_YEAR_PARTICIPATION,
    )


class LaterEnrollment(Section):
    """Yearly probability that a non-participant enrolls: by pay, times by age, times by tenure."""

    by_pay: PayBands = parameter(
        [
            {"from": 0, "value": 0.05},
            {"from": 30_000, "value": 0.08},
            {"from": 75_000, "value": 0.1},
        ],
        unit="probability a year by annual pay in dollars of the first simulated year",
        description="Yearly probability that a non-participant enrolls, by pay.",
        source=sources.ASSUMPTION,
    )
    by_age: Bands = parameter(
        [{"from": 0, "value": 1.0}],
        unit="multiplier by completed years of age",
        description="How the probability of enrolling later varies with age.",
        source=sources.ASSUMPTION,
    )
    by_tenure: Bands = parameter(
        [{"from": 0, "value": 1.5}, {"from": 2, "value": 1.0}, {"from": 10, "value": 0.5}],
        unit="multiplier by completed years of service",
        description="How the probability of enrolling later varies with tenure.",
        source=sources.ASSUMPTION,
    )


class Choice(Section):
    """A deferral rate that people choose, and its weight."""

    rate: PositiveRate = Field(description="Deferral rate chosen.")
    weight: Multiplier = Field(description="Weight of the rate among the choices.")


class Choices(Section):
    """What people from an age on choose."""

    from_: Annotated[int, Field(ge=0, le=100)] = Field(
        alias="from", description="Youngest age, included."
    )
    choices: list[Choice] = Field(description="Rates and their weights, ascending by rate.")


def _choices_cover(bands: list[Choices]) -> list[Choices]:
    if not bands or bands[0].from_ != 0:
        raise ValueError(
            "the ages do not start at 0. The first entry must start at 0, so that everyone "
            "has choices. Add one with 'from: 0'."
        )
    ascending((band.from_ for band in bands), "the age")
    for band in bands:
        ascending((choice.rate for choice in band.choices), "the rate")
        if not sum(choice.weight for choice in band.choices):
            raise ValueError(
                f"the choices from age {band.from_} have no weight. At least one needs a weight "
                "above 0. Correct the weights."
            )
    return bands


def _choices(from_age: int, *weights: float) -> dict[str, object]:
    rates = (0.02, 0.03, 0.04, 0.05, 0.06, 0.08, 0.10, 0.12, 0.15, 0.20)
    return {
        "from": from_age,
        "choices": [{"rate": r, "weight": w} for r, w in zip(rates, weights, strict=True)],
    }


class RateChanges(Section):
    """How participants change their deferral rate by themselves."""

    stop_rate: ByYear[Rate] = parameter(
        0.005,
        unit="probability a year",
        description=(
            "Yearly probability that a participant stops deferring, times that of the age; they "
            "may enroll again later."
        ),
        source=sources.STOPS,
    )
    stop_by_age: Bands = parameter(
        [{"from": 0, "value": 1.0}, {"from": 65, "value": 8.0}],
        unit="multiplier by completed years of age",
        description="How the probability of stopping varies with age.",
        source=sources.STOPS_BY_AGE,
    )
    lower_rate: ByYear[Rate] = parameter(
        0.0,
        unit="probability a year",
        description=(
            "Yearly probability that a participant lowers the deferral rate by a step; published "
            "are about 7 %."
        ),
        source=sources.RATE_CHANGES,
    )
    raise_rate: ByYear[Rate] = parameter(
        0.0,
        unit="probability a year",
        description=(
            "Yearly probability that a participant raises the deferral rate by a step; published "
            "are about 20 %."
        ),
        source=sources.RATE_CHANGES,
    )
    step: Annotated[Rate, Field(gt=0)] = parameter(
        0.02,
        unit="fraction of pay",
        description="Size of a change; who defers no more than it does not lower the rate.",
        source=sources.ASSUMPTION,
    )


class Behavior(Section):
    """How people react to the plan."""

    profile: ProfileNames = parameter(
        [],
        unit="name, or names from left to right",
        description=(
            "Named sets of figures that take the place of the catalogue's defaults: what a "
            "file says itself wins over them."
        ),
    )
    voluntary_enrollment: VoluntaryEnrollment = VoluntaryEnrollment()
    deferral_rates: Annotated[list[Choices], AfterValidator(_choices_cover)] = parameter(
        [
            _choices(0, 16, 28, 14, 20, 15, 4, 3, 0, 0, 0),
            _choices(25, 9, 19, 12, 21, 21, 8, 8, 1, 1, 0),
            _choices(35, 7, 15, 11, 19, 22, 10, 11, 2, 2, 1),
            _choices(45, 5, 15, 10, 19, 22, 11, 12, 2, 3, 1),
            _choices(55, 2, 9, 8, 16, 22, 14, 16, 5, 6, 2),
            _choices(65, 2, 6, 7, 13, 18, 13, 19, 7, 9, 6),
        ],
        unit="weights of deferral rates by completed years of age",
        description="Deferral rates of those who choose one themselves.",
        source=sources.DEFERRAL_BY_AGE,
    )
    active_choice: Rate = parameter(
        0.15,
        unit="share of those enrolled automatically",
        description=(
            "Share of those under automatic enrollment who choose a rate of their own instead "
            "of the default."
        ),
        source=sources.ASSUMPTION,
    )
    at_match_top: Rate = parameter(
        0.0,
        unit="share of those who choose a rate themselves",
        description=(
            "Share of those who choose a rate themselves who choose the top of the match, where "
            "there is one."
        ),
    )
    at_limit: PayBands = parameter(
        [
            {"from": 0, "value": 0.0},
            {"from": 75_000, "value": 0.10},
            {"from": 100_000, "value": 0.30},
            {"from": 150_000, "value": 0.75},
        ],
        unit="share by annual pay in dollars of the first simulated year",
        description=(
            "Share of those who choose a rate themselves who choose the whole per cent of pay that "
            "reaches the year's limit on deferrals, by pay: those who would choose the highest "
            "rates. Who chooses the top of the match does not."
        ),
        source=sources.AT_LIMIT,
    )
    later_enrollment: LaterEnrollment = LaterEnrollment()
    rate_changes: RateChanges = RateChanges()
    match_change_reaction: ByYear[Rate] = parameter(
        0.0,
        unit="probability",
        description=(
            "Probability that a participant at the top of the match moves to the new top in the "
            "year in which the plan changes it; the others move up as they would otherwise."
        ),
    )
    match_seeking: ByYear[Rate] = parameter(
        0.08,
        unit="probability a year",
        description=(
            "Yearly probability that a participant below the top of the match moves up to it."
        ),
        source=sources.MATCH_REACHED,
    )
