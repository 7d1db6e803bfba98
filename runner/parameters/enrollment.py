"""Parameters of the plan: who may take part, and who is enrolled and increased unasked."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from runner.parameters import sources
from runner.parameters.kinds import (
    ByYear,
    Date,
    Flag,
    Rate,
    RateBands,
    Section,
    Stored,
    Whole,
    parameter,
)

Entry = Annotated[
    Literal["immediate", "monthly", "quarterly", "semiannual", "annual"], Stored("VARCHAR")
]


class Eligibility(Section):
    """Who may take part, and from when."""

    minimum_age: Annotated[Whole, Field(ge=0, le=21)] = parameter(
        21,
        unit="completed years",
        description="Youngest age for taking part.",
        source=sources.AGE_AND_SERVICE,
    )
    service_months: Annotated[Whole, Field(ge=0, le=12)] = parameter(
        3,
        unit="completed months",
        description="Service needed before taking part.",
        source=sources.AGE_AND_SERVICE,
    )
    entry: Entry = parameter(
        "monthly",
        unit="schedule",
        description="Dates on which those who have met age and service enter the plan.",
    )
    excluded_departments: list[str] = parameter(
        [],
        unit="names of departments",
        description="Departments, as in the census, whose employees never enter the plan.",
    )
    excluded_locations: list[str] = parameter(
        [],
        unit="names of locations",
        description="Locations, as in the census, whose employees never enter the plan.",
    )


class AutomaticEnrollment(Section):
    """Enrollment of those who do not say otherwise."""

    enabled: ByYear[Flag] = parameter(
        False,
        unit="true or false",
        description="Whether people who become eligible are enrolled unless they opt out.",
    )
    scope: Annotated[Literal["new_hires", "all_eligible"], Stored("VARCHAR")] = parameter(
        "new_hires",
        unit="who",
        description=(
            "Enroll only those who become eligible from then on, or also everyone eligible "
            "who does not take part when it starts."
        ),
    )
    default_rate: ByYear[Rate] = parameter(
        0.04,
        unit="fraction of pay",
        description="Deferral rate of those enrolled automatically.",
        source=sources.AUTOMATIC_DEFAULT,
    )
    opt_out_rate: RateBands = parameter(
        [
            {"from": 0, "value": 0.12},
            {"from": 25, "value": 0.09},
            {"from": 55, "value": 0.08},
        ],
        unit="probability by completed years of age at entry",
        description="Probability of opting out when enrolled automatically.",
        source=sources.OPT_OUT,
    )


class AutomaticIncrease(Section):
    """Yearly steps of the deferral rate."""

    enabled: ByYear[Flag] = parameter(
        False,
        unit="true or false",
        description="Whether deferral rates rise automatically on 1 January.",
    )
    scope: Annotated[Literal["new_hires", "all"], Stored("VARCHAR")] = parameter(
        "new_hires",
        unit="who",
        description="Whether rates rise for new hires only or for all participants.",
    )
    hired_on_or_after: Date | None = parameter(
        None,
        unit="date",
        description=(
            "First day of hire that counts as a new hire; none means 1 January of the first "
            "simulated year."
        ),
    )
    step: ByYear[Rate] = parameter(
        0.01,
        unit="fraction of pay",
        description="Size of one automatic increase.",
        source=sources.INCREASE_STEP,
    )
    cap: ByYear[Rate] = parameter(
        0.10,
        unit="fraction of pay",
        description="Deferral rate at which automatic increases end.",
        source=sources.MANDATORY_INCREASE,
    )
    first_after_years: Annotated[Whole, Field(ge=1, le=10)] = parameter(
        1,
        unit="years",
        description="Number of 1 Januaries after enrollment with which increases begin.",
        source=sources.MANDATORY_INCREASE,
    )
    opt_out_rate: Rate = parameter(
        0.126,
        unit="probability a year",
        description="Probability of opting out of increases for good when one is due.",
        source=sources.STILL_INCREASING,
    )
    first_opt_out_rate: Rate | None = parameter(
        None,
        unit="probability",
        description=(
            "Probability of opting out of increases for good on the first date on which one can "
            "be due to a person; none means that it is the same as on later dates."
        ),
        source=sources.FIRST_ESCALATION,
    )
