"""Parameters of the plan's tests, and what the law asks about the plan and its employer."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from runner.parameters import sources
from runner.parameters.kinds import Date, Flag, Rate, Section, Stored, Whole, parameter


class Testing(Section):
    """How the plan is tested for nondiscrimination."""

    method: Annotated[Literal["current", "prior"], Stored("VARCHAR")] = parameter(
        "current",
        unit="year",
        description=(
            "Whether ADP and ACP of the highly compensated are compared with the others' averages "
            "of the same year or of the year before."
        ),
        source=sources.TESTING_METHOD,
    )
    prior_year_adp: Rate | None = parameter(
        None,
        unit="fraction of pay",
        description=(
            "Deferral average of those not highly compensated in the year before the first "
            "simulated one; none means that the first year's own is used."
        ),
        source=sources.ASSUMPTION,
    )
    prior_year_acp: Rate | None = parameter(
        None,
        unit="fraction of pay",
        description=(
            "Match average of those not highly compensated in the year before the first "
            "simulated one; none means that the first year's own is used."
        ),
        source=sources.ASSUMPTION,
    )
    first_year: Annotated[Literal["deemed", "current"], Stored("VARCHAR")] = parameter(
        "deemed",
        unit="average",
        description=(
            "With the method of the prior year, what stands for it in the year in which the plan "
            "is established: the 3 % that the law deems, or the year's own average."
        ),
        source=sources.FIRST_PLAN_YEAR,
    )
    disregard_early_participants: Flag = parameter(
        False,
        unit="true or false",
        description=(
            "Whether ADP and ACP leave out those who are not highly compensated and under 21 or in "
            "their first year of service."
        ),
        source=sources.EARLY_PARTICIPATION,
    )
    disregard_long_term_part_time: Flag = parameter(
        True,
        unit="true or false",
        description=(
            "Whether ADP, ACP, coverage and the top-heavy minimum leave out long-term part-time "
            "employees."
        ),
        source=sources.PART_TIMERS_IN_TESTS,
    )
    top_paid_group: Flag = parameter(
        False,
        unit="true or false",
        description=(
            "Whether pay makes highly compensated only in the highest-paid fifth of the employees."
        ),
        source=sources.TOP_PAID_GROUP,
    )
    officer_level: Annotated[Whole, Field(ge=1, le=20)] | None = parameter(
        None,
        unit="job level",
        description=(
            "Lowest job level of officers, who can be key employees; none means the highest level "
            "of the census."
        ),
        source=sources.KEY_EMPLOYEE,
    )


class Sponsor(Section):
    """The employer, as far as the law asks whether it must enroll automatically."""

    kind: Annotated[Literal["private", "church", "governmental"], Stored("VARCHAR")] = parameter(
        "private",
        unit="kind of employer",
        description="Church and governmental plans need not enroll automatically.",
        source=sources.MANDATORY_ENROLLMENT,
    )
    in_business_since: Date | None = parameter(
        None,
        unit="date",
        description=(
            "First day of the employer's business, which for its first three years need not enroll "
            "automatically; none means longer."
        ),
        source=sources.MANDATORY_ENROLLMENT,
    )
    employees: Annotated[Whole, Field(ge=1, le=10_000_000)] | None = parameter(
        None,
        unit="people",
        description=(
            "Employees that the employer normally has: up to ten need not be enrolled "
            "automatically; none means the simulated positions."
        ),
        source=sources.MANDATORY_ENROLLMENT,
    )
