"""Parameters of the plan, in the order of a plan document."""

from __future__ import annotations

from typing import Annotated, Literal

from runner.parameters import sources
from runner.parameters.contributions import Core, Match
from runner.parameters.enrollment import AutomaticEnrollment, AutomaticIncrease, Eligibility
from runner.parameters.kinds import ByYear, Date, Flag, Money, Section, Stored, parameter
from runner.parameters.testing import Sponsor, Testing
from runner.parameters.vesting import Vesting

_OVERRIDE = "Replaces the statutory figure from the year named; none means the law's."


class Limits(Section):
    """Overrides of the statutory limits, for years not yet published or for plan limits."""

    elective_deferral: ByYear[Money | None] = parameter(
        None,
        unit="dollars a year",
        description=f"Limit on deferrals, 402(g). {_OVERRIDE}",
        source=sources.DEFERRAL_LIMIT,
    )
    catch_up: ByYear[Money | None] = parameter(
        None,
        unit="dollars a year",
        description=f"Catch-up from age 50. {_OVERRIDE}",
        source=sources.CATCH_UP_LIMIT,
    )
    super_catch_up: ByYear[Money | None] = parameter(
        None,
        unit="dollars a year",
        description=f"Catch-up at ages 60 to 63. {_OVERRIDE}",
        source=sources.SUPER_CATCH_UP_LIMIT,
    )
    compensation: ByYear[Money | None] = parameter(
        None,
        unit="dollars a year",
        description=f"Limit on pay, 401(a)(17). {_OVERRIDE}",
        source=sources.PAY_LIMIT,
    )
    annual_additions: ByYear[Money | None] = parameter(
        None,
        unit="dollars a year",
        description=f"Limit on additions, 415(c). {_OVERRIDE}",
        source=sources.ADDITIONS_LIMIT,
    )
    hce_compensation: ByYear[Money | None] = parameter(
        None,
        unit="dollars a year",
        description=f"Pay above which next year's status is highly compensated. {_OVERRIDE}",
        source=sources.HCE_PAY,
    )
    key_employee_compensation: ByYear[Money | None] = parameter(
        None,
        unit="dollars a year",
        description=f"Pay above which an officer is a key employee, 416(i)(1). {_OVERRIDE}",
    )
    social_security_wage_base: ByYear[Money | None] = parameter(
        None,
        unit="dollars a year",
        description=f"Wage base of permitted disparity, 401(l)(5)(E). {_OVERRIDE}",
    )
    roth_catch_up_wages: ByYear[Money | None] = parameter(
        None,
        unit="dollars a year",
        description=(f"Last year's pay above which catch-up must be Roth, 414(v)(7). {_OVERRIDE}"),
    )


class Plan(Section):
    """The plan's provisions."""

    established: Date | None = parameter(
        None,
        unit="date",
        description=(
            "Day on which the plan was established; none means before 29 December 2022, so that it "
            "need not enroll automatically."
        ),
        source=sources.MANDATORY_ENROLLMENT,
    )
    eligibility: Eligibility = Eligibility()
    compensation_from: Annotated[Literal["entry", "year"], Stored("VARCHAR")] = parameter(
        "entry",
        unit="basis",
        description="Whether plan pay counts from the entry date or for the whole year.",
    )
    automatic_enrollment: AutomaticEnrollment = AutomaticEnrollment()
    automatic_increase: AutomaticIncrease = AutomaticIncrease()
    match: Match = Match()
    core: Core = Core()
    vesting: Vesting = Vesting()
    catch_up: Flag = parameter(
        True,
        unit="true or false",
        description="Whether people of 50 and over may make catch-up contributions.",
        source=sources.CATCH_UP,
    )
    super_catch_up: Flag = parameter(
        True,
        unit="true or false",
        description="Whether the higher catch-up limit at ages 60 to 63 applies.",
        source=sources.SUPER_CATCH_UP,
    )
    roth: Flag = parameter(
        True,
        unit="true or false",
        description=(
            "Whether the plan takes Roth contributions; without them those whose catch-up must be "
            "Roth have none."
        ),
        source=sources.ROTH_CATCH_UP,
    )
    forfeitures: Annotated[
        Literal["reduce_contributions", "pay_expenses", "reallocate"], Stored("VARCHAR")
    ] = parameter(
        "reduce_contributions",
        unit="use",
        description=(
            "Whether forfeitures reduce what the employer pays in, in the year in which they "
            "arise, pay the plan's expenses, or are reallocated to those employed on 31 December, "
            "in proportion to pay and vested at once."
        ),
        source=sources.FORFEITURES,
    )
    safe_harbor: Flag = parameter(
        False,
        unit="true or false",
        description="Whether the plan is a safe harbor, so that ADP and ACP are deemed passed.",
        source=sources.SAFE_HARBOR,
    )
    testing: Testing = Testing()
    sponsor: Sponsor = Sponsor()
    limits: Limits = Limits()
