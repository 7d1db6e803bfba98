"""Parameters of the plan: when the employer's money becomes the employee's."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from runner.parameters import sources
from runner.parameters.broken import in_digits
from runner.parameters.kinds import (
    RateBand,
    RateBands,
    Section,
    Stored,
    Whole,
    parameter,
)


def _never_falls(steps: list[RateBand]) -> list[RateBand]:
    for lower, upper in pairwise(steps):
        if upper.value < lower.value:
            raise ValueError(
                f"the vested share falls from {in_digits(lower.value)} to "
                f"{in_digits(upper.value)} after {upper.from_} years. What is vested stays "
                "vested. Put the shares in ascending order."
            )
    return steps


class VestingSchedule(Section):
    """When the employer's money becomes the employee's."""

    schedule: Annotated[Literal["immediate", "cliff", "graded"], Stored("VARCHAR")] = parameter(
        "graded", unit="schedule", description="Form of the vesting schedule."
    )
    cliff_years: Annotated[Whole, Field(ge=1, le=3)] = parameter(
        3,
        unit="completed years of service",
        description="Years after which a cliff schedule vests in full.",
        source=sources.VESTING,
    )
    graded: Annotated[RateBands, AfterValidator(_never_falls)] = parameter(
        [
            {"from": 0, "value": 0.0},
            {"from": 2, "value": 0.2},
            {"from": 3, "value": 0.4},
            {"from": 4, "value": 0.6},
            {"from": 5, "value": 0.8},
            {"from": 6, "value": 1.0},
        ],
        unit="vested share by completed years of service",
        description="Steps of a graded schedule.",
        source=sources.VESTING,
    )


class Vesting(Section):
    """Vesting of each source of the employer's money."""

    years_by: Annotated[Literal["elapsed_time", "hours"], Stored("VARCHAR")] = parameter(
        "elapsed_time",
        unit="method",
        description=(
            "What a year of vesting service is: twelve months since the hire, or a calendar year "
            "with enough hours of service."
        ),
        source=sources.YEAR_OF_SERVICE,
    )
    year_of_service_hours: Annotated[Whole, Field(ge=1, le=1000)] = parameter(
        1000,
        unit="hours a year",
        description="Hours that make a calendar year a year of vesting service, by hours.",
        source=sources.YEAR_OF_SERVICE,
    )
    normal_retirement_age: Annotated[Whole, Field(ge=55, le=65)] = parameter(
        65,
        unit="completed years",
        description=(
            "Age from which everything is vested; the fifth anniversary of participation, which "
            "may come later, is not waited for."
        ),
        source=sources.NORMAL_RETIREMENT,
    )
    match: VestingSchedule = VestingSchedule()
    core: VestingSchedule = VestingSchedule()
