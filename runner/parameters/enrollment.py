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


class EmployerEligibility(Section):
    """From when the employer's money is for somebody, where not from the entry of deferrals."""

    minimum_age: Annotated[Whole, Field(ge=0, le=21)] | None = parameter(
        None,
        unit="completed years",
        description="Youngest age for match and core; none means that of deferrals.",
        source=sources.AGE_AND_SERVICE,
    )
    service_months: Annotated[Whole, Field(ge=0, le=24)] | None = parameter(
        None,
        unit="completed months",
        description=(
            "Service needed before match and core; none means that of deferrals. More than 12 only "
            "if all is vested at once."
        ),
        source=sources.TWO_YEARS,
    )
    entry: Entry | None = parameter(
        None,
        unit="schedule",
        description="Dates on which match and core begin; none means those of deferrals.",
    )


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
    years_by: Annotated[Literal["elapsed_time", "hours"], Stored("VARCHAR")] = parameter(
        "elapsed_time",
        unit="method",
        description=(
            "Whether service is the time since the hire, or periods of twelve months with enough "
            "hours; by hours, employees who never have enough enter as long-term part-time."
        ),
        source=sources.ELIGIBILITY_SERVICE,
    )
    year_of_service_hours: Annotated[Whole, Field(ge=1, le=1000)] = parameter(
        1000,
        unit="hours in twelve months",
        description="Hours that make a period of twelve months a year of service, by hours.",
        source=sources.ELIGIBILITY_SERVICE,
    )
    computation_periods: Annotated[Literal["anniversaries", "plan_years"], Stored("VARCHAR")] = (
        parameter(
            "anniversaries",
            unit="periods",
            description=(
                "Periods of twelve months after the first, which begins with the hire: from one "
                "anniversary to the next, or plan years from the one with the first anniversary."
            ),
            source=sources.COMPUTATION_PERIODS,
        )
    )
    service_completed_on: Annotated[Literal["last_day", "anniversary"], Stored("VARCHAR")] = (
        parameter(
            "last_day",
            unit="day",
            description=(
                "Whether service is complete on the last day of its months or on the day after it; "
                "who was hired on the second of a month can then enter later."
            ),
        )
    )
    entry: Entry = parameter(
        "monthly",
        unit="schedule",
        description="Dates on which those who have met age and service enter the plan.",
    )
    employer: EmployerEligibility = EmployerEligibility()
    long_term_part_time: Annotated[
        Literal["deferrals_only", "all_contributions"], Stored("VARCHAR")
    ] = parameter(
        "deferrals_only",
        unit="contributions",
        description=(
            "Whether long-term part-time employees may only defer, or get match and core as well."
        ),
        source=sources.LONG_TERM_PART_TIME,
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
