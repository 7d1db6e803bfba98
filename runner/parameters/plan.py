"""Parameters of the plan, in the order of a plan document."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, field_validator

from runner.parameters import sources
from runner.parameters.broken import in_digits
from runner.parameters.kinds import (
    ByYear,
    Date,
    Flag,
    MatchRate,
    Money,
    Rate,
    RateBand,
    RateBands,
    Section,
    Share,
    Stored,
    Whole,
    ascending,
    parameter,
)
from runner.parameters.testing import Sponsor, Testing

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


class Tier(Section):
    """A slice of the deferral that is matched at one rate."""

    up_to: Share = Field(description="Deferral, as a fraction of pay, at which the tier ends.")
    rate: MatchRate = Field(description="Employer's match for a dollar deferred in the tier.")


def _tiers_ascend(tiers: list[Tier]) -> list[Tier]:
    ascending((tier.up_to for tier in tiers), "the tier up to")
    return tiers


class ServiceTiers(Section):
    """The tiers that hold from a number of completed years of service on."""

    from_: Annotated[int, Field(ge=0, le=60)] = Field(
        alias="from", description="Completed years of service on 31 December, included."
    )
    tiers: list[Tier] = Field(description="Tiers of the match, ascending.")

    _ascend = field_validator("tiers")(_tiers_ascend)


class Match(Section):
    """What the employer adds to a deferral."""

    tiers: ByYear[list[Tier]] = parameter(
        [{"up_to": 0.06, "rate": 0.5}],
        unit="tiers of pay",
        description="Tiers of the match: each rate applies to the deferral up to its bound.",
        source=sources.COMMON_MATCH,
    )
    by_service: list[ServiceTiers] | None = parameter(
        None,
        unit="tiers by completed years of service",
        description="Tiers that depend on service; if given, they replace the plain tiers.",
    )
    service_as_of: Annotated[
        Literal["year_end", "year_start", "anniversary"], Stored("VARCHAR")
    ] = parameter(
        "year_end",
        unit="day",
        description=(
            "When service counts for the tiers by service: on 31 December or at departure, on "
            "1 January or at hire, or from the anniversary on, weighted by the days employed "
            "before and after it."
        ),
    )
    maximum: ByYear[Money | None] = parameter(
        None,
        unit="dollars a year",
        description="Largest match of one person in a year; none means no maximum.",
    )
    true_up: Flag = parameter(
        True,
        unit="true or false",
        description=(
            "Whether the match is that of the whole year. Otherwise each pay period is matched "
            "by itself, and matching stops in the one in which the limit on deferrals is reached."
        ),
        source=sources.TRUE_UP,
    )
    pay_periods: Annotated[Whole, Field(ge=1, le=366)] = parameter(
        24,
        unit="pay periods a year",
        description="Number of pay periods by which a match without true-up is computed.",
        source=sources.ASSUMPTION,
    )
    pay_limit: Annotated[Literal["annual", "stop", "prorated"], Stored("VARCHAR")] = parameter(
        "annual",
        unit="reading",
        description=(
            "How the limit on pay bounds a match without true-up: only by the largest match of a "
            "year (annual), by no match once the pay of the year has passed it (stop), or by its "
            "part of each pay period (prorated)."
        ),
        source=sources.PAY_LIMIT_READINGS,
    )
    last_day_rule: Flag = parameter(
        False,
        unit="true or false",
        description="Whether only those employed on 31 December are matched.",
        source=sources.CONDITIONS,
    )
    minimum_hours: Annotated[Whole, Field(ge=0, le=1000)] = parameter(
        0,
        unit="hours a year",
        description=(
            "Hours of service in the year below which nothing is matched; a full year has 2,080."
        ),
        source=sources.CONDITIONS,
    )

    @field_validator("tiers")
    @classmethod
    def _ascend(cls, tiers: dict[int, list[Tier]]) -> dict[int, list[Tier]]:
        for each in tiers.values():
            _tiers_ascend(each)
        return tiers

    @field_validator("by_service")
    @classmethod
    def _from_zero(cls, bands: list[ServiceTiers] | None) -> list[ServiceTiers] | None:
        if bands is not None:
            if not bands or bands[0].from_ != 0:
                raise ValueError(
                    "the service bands do not start at 0. The first band must start at 0 years. "
                    "Add one with 'from: 0' (an empty list of tiers means no match)."
                )
            ascending((band.from_ for band in bands), "the service band from")
        return bands


class Core(Section):
    """What the employer contributes whether or not somebody defers."""

    rate: ByYear[Rate] = parameter(
        0.0,
        unit="fraction of pay",
        description="Contribution to every eligible person, as a fraction of plan pay.",
    )
    by_service: RateBands | None = parameter(
        None,
        unit="fraction of pay by completed years of service on 31 December or at departure",
        description="Rates that depend on service; if given, they replace the flat rate.",
    )
    by_age: RateBands | None = parameter(
        None,
        unit="fraction of pay by completed years of age on 31 December",
        description="Rates that depend on age; if given, they replace the flat rate.",
    )
    by_points: RateBands | None = parameter(
        None,
        unit="fraction of pay by the sum of age and completed years of service",
        description="Rates that depend on points; if given, they replace the flat rate.",
    )
    integration_level: ByYear[Rate | None] = parameter(
        None,
        unit="fraction of the Social Security wage base",
        description=(
            "Permitted disparity: pay above this level gets the excess rate as well; none means "
            "no disparity."
        ),
        source=sources.PERMITTED_DISPARITY,
    )
    excess_rate: ByYear[Rate] = parameter(
        0.0,
        unit="fraction of pay",
        description=(
            "What pay above the integration level gets beside the rate: at most the rate itself, "
            "and 5.7, 5.4 or 4.3 % of pay by the level."
        ),
        source=sources.PERMITTED_DISPARITY,
    )
    profit_sharing: ByYear[Money | None] = parameter(
        None,
        unit="dollars a year",
        description=(
            "A sum that the employer shares out in proportion to plan pay, to the cent; none means "
            "nothing is shared."
        ),
    )
    last_day_rule: Flag = parameter(
        False,
        unit="true or false",
        description="Whether only those employed on 31 December get a core contribution.",
        source=sources.CONDITIONS,
    )
    minimum_hours: Annotated[Whole, Field(ge=0, le=1000)] = parameter(
        0,
        unit="hours a year",
        description=(
            "Hours of service in the year below which there is no core contribution; a full year "
            "has 2,080."
        ),
        source=sources.CONDITIONS,
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
    normal_retirement_age: Annotated[Whole, Field(ge=55, le=65)] | None = parameter(
        None,
        unit="completed years",
        description="Age from which everything is vested; none means age makes no difference.",
        source=sources.NORMAL_RETIREMENT,
    )
    match: VestingSchedule = VestingSchedule()
    core: VestingSchedule = VestingSchedule()


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
    forfeitures: Annotated[Literal["reduce_contributions", "pay_expenses"], Stored("VARCHAR")] = (
        parameter(
            "reduce_contributions",
            unit="use",
            description=(
                "Whether forfeitures reduce what the employer pays in, in the year in which they "
                "arise, or pay the plan's expenses."
            ),
            source=sources.FORFEITURES,
        )
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
