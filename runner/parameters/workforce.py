"""Parameters of the workforce: growth, leaving, promotion, raises and hiring."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, field_validator

from runner.parameters import sources
from runner.parameters.kinds import (
    Bands,
    ByYear,
    Flag,
    GrowthRate,
    LayoffRate,
    MonthDay,
    Multiplier,
    Raise,
    Rate,
    RateBands,
    Section,
    Spread,
    Stored,
    Whole,
    ascending,
    parameter,
)


class Termination(Section):
    """How people leave."""

    base_rate: ByYear[Rate] = parameter(
        0.12,
        unit="share of the opening workforce a year",
        description="Share of those employed on 1 January who leave within the year.",
        source=sources.ASSUMPTION,
    )
    first_year_rate: ByYear[Rate] = parameter(
        0.25,
        unit="probability a year",
        description="Probability that somebody hired this year leaves within twelve months.",
        source=sources.ASSUMPTION,
    )
    by_age: Bands = parameter(
        [
            {"from": 0, "value": 1.9},
            {"from": 25, "value": 1.3},
            {"from": 35, "value": 0.9},
            {"from": 45, "value": 0.75},
            {"from": 55, "value": 0.8},
            {"from": 65, "value": 2.2},
        ],
        unit="multiplier by completed years of age on 1 January",
        description="How the leaving rate varies with age.",
        source=sources.TENURE_BY_AGE,
    )
    by_tenure: Bands = parameter(
        [
            {"from": 0, "value": 1.8},
            {"from": 1, "value": 1.5},
            {"from": 2, "value": 1.15},
            {"from": 5, "value": 0.8},
            {"from": 10, "value": 0.6},
        ],
        unit="multiplier by completed years of service on 1 January",
        description="How the leaving rate varies with tenure.",
        source=sources.SHORT_TENURE,
    )
    by_level: Bands = parameter(
        [{"from": 0, "value": 1.0}],
        unit="multiplier by job level on 1 January",
        description="How the leaving rate varies with job level.",
        source=sources.ASSUMPTION,
    )
    normalise: Flag = parameter(
        True,
        unit="true or false",
        description=(
            "Whether the multipliers are scaled so that the census leaves at the base rate overall."
        ),
    )


class Promotion(Section):
    """How people move up."""

    rate: ByYear[Rate] = parameter(
        0.06,
        unit="probability a year",
        description="Probability of moving up one job level on the day raises take effect.",
        source=sources.ASSUMPTION,
    )
    by_level: Bands = parameter(
        [{"from": 0, "value": 1.0}],
        unit="multiplier by job level before the promotion",
        description="How the promotion rate varies with job level.",
        source=sources.ASSUMPTION,
    )
    raise_: Rate = parameter(
        0.08,
        unit="fraction of pay",
        description="Raise that comes with a promotion.",
        source=sources.ASSUMPTION,
        alias="raise",
    )


class Raises(Section):
    """How pay grows."""

    cola: ByYear[Raise] = parameter(
        0.02,
        unit="fraction of pay a year",
        description="General raise of everyone; the pay of new hires grows with it.",
        source=sources.STAYERS_RAISES,
    )
    merit: ByYear[Raise] = parameter(
        0.01,
        unit="fraction of pay a year",
        description="Merit raise on top of the general one.",
        source=sources.STAYERS_RAISES,
    )
    merit_spread: Spread = parameter(
        0.0,
        unit="fraction of pay a year",
        description=(
            "How far a person's merit raise lies from the average at most; each hundredth of a "
            "per cent within is equally likely."
        ),
    )
    effective: MonthDay = parameter(
        "04-01",
        unit="month-day",
        description="Day of the year on which raises and promotions take effect.",
    )


class HiringAges(Section):
    """An age range of new hires and its weight."""

    from_: Annotated[int, Field(ge=14, le=99)] = Field(
        alias="from", description="Youngest age, included."
    )
    to: Annotated[int, Field(ge=15, le=100)] = Field(description="Oldest age, excluded.")
    weight: Multiplier = Field(description="Weight of the range among hires.")


class Hiring(Section):
    """Who is hired."""

    ages: list[HiringAges] = parameter(
        [
            {"from": 18, "to": 25, "weight": 0.22},
            {"from": 25, "to": 35, "weight": 0.36},
            {"from": 35, "to": 45, "weight": 0.22},
            {"from": 45, "to": 55, "weight": 0.14},
            {"from": 55, "to": 65, "weight": 0.06},
        ],
        unit="weights of age ranges on the day of hire",
        description="Ages of new hires.",
        source=sources.ASSUMPTION,
    )
    source: Annotated[Literal["table", "census"], Stored("VARCHAR")] = parameter(
        "table",
        unit="whom hires resemble",
        description=(
            "Whether ages and pay of hires come from `ages`, `pay_low` and `pay_high`, or are "
            "those of the census's recent hires, pay relative to the median of the job level."
        ),
    )
    recent_years: Annotated[Whole, Field(ge=1, le=40)] = parameter(
        3,
        unit="years",
        description=(
            "Years before the first plan year in which the census's recent hires were hired; "
            "the twenty hired last always count."
        ),
        source=sources.ASSUMPTION,
    )
    below_level_rate: Rate = parameter(
        0.4,
        unit="share of hires",
        description="Share of hires who start one job level below the position they fill.",
        source=sources.ASSUMPTION,
    )
    pay_low: Multiplier = parameter(
        0.85,
        unit="multiple of the level's median pay",
        description="Lowest pay of a hire, relative to the census's median for the job level.",
        source=sources.ASSUMPTION,
    )
    pay_high: Multiplier = parameter(
        1.1,
        unit="multiple of the level's median pay",
        description="Highest pay of a hire, relative to the census's median for the job level.",
        source=sources.ASSUMPTION,
    )
    freeze: ByYear[Flag] = parameter(
        False,
        unit="true or false",
        description=(
            "Whether nobody is hired in the year: positions that fall vacant stay so until the "
            "first year without a freeze."
        ),
    )

    @field_validator("ages")
    @classmethod
    def _ages_follow(cls, ages: list[HiringAges]) -> list[HiringAges]:
        bounds = [bound for band in ages for bound in (band.from_, band.to)]
        if not ages or any(band.to <= band.from_ for band in ages):
            raise ValueError(
                "each age range needs 'from' below 'to', and there must be at least one. "
                "Ages are whole years, 'to' excluded. Correct the ranges."
            )
        ascending(bounds[::2], "the age")
        if any(later < earlier for earlier, later in zip(bounds[1::2], bounds[2::2], strict=False)):
            raise ValueError(
                "two age ranges overlap. Each range ends where the next starts or before. "
                "Correct the ranges."
            )
        if not sum(band.weight for band in ages):
            raise ValueError(
                "all weights are 0. At least one range needs a weight above 0. Correct the weights."
            )
        return ages


class DepartmentGrowth(Section):
    """A department that grows at a rate of its own."""

    department: Annotated[str, Field(min_length=1)] = Field(
        description="Name of the department, as in the census."
    )
    rate: GrowthRate = Field(description="Growth of the department's positions.")


def _departments_once(departments: list[DepartmentGrowth]) -> list[DepartmentGrowth]:
    names = [each.department for each in departments]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(
            f"{', '.join(map(repr, twice))} stands more than once. A department has one rate in a "
            "year. Remove the others."
        )
    return departments


class Workforce(Section):
    """The people: how many there are, how they come, move up and go."""

    growth_rate: ByYear[GrowthRate] = parameter(
        0.02,
        unit="fraction of headcount a year",
        description="Growth of the number of positions open on 31 December.",
        source=sources.ASSUMPTION,
    )
    growth_by_department: ByYear[
        Annotated[list[DepartmentGrowth], AfterValidator(_departments_once)]
    ] = parameter(
        [],
        unit="fraction of the department's headcount a year",
        description=(
            "Departments whose positions grow at a rate of their own; those of the others grow at "
            "`growth_rate`. A department that any year names counts by itself in all years."
        ),
    )
    layoff_rate: ByYear[LayoffRate] = parameter(
        0.0,
        unit="share of positions",
        description="Share of positions closed by a layoff in the year, beyond the growth rate.",
    )
    time_to_fill_days: Annotated[Whole, Field(ge=1, le=365)] = parameter(
        45,
        unit="days",
        description=(
            "Days between a departure and the successor's first day, who starts by "
            "31 December at the latest."
        ),
        source=sources.ASSUMPTION,
    )
    termination: Termination = Termination()
    retirement_rate: RateBands = parameter(
        [{"from": 0, "value": 0.0}],
        unit="probability a year by completed years of age on 1 January",
        description=(
            "Probability that somebody employed on 1 January who does not leave otherwise "
            "retires within the year."
        ),
        source=sources.ASSUMPTION,
    )
    promotion: Promotion = Promotion()
    raises: Raises = Raises()
    hiring: Hiring = Hiring()
