"""Parameters of the plan: the employer's match and core contributions."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, field_validator

from runner.parameters import sources
from runner.parameters.kinds import (
    ByYear,
    Flag,
    MatchRate,
    Money,
    Rate,
    RateBands,
    Section,
    Share,
    Stored,
    Whole,
    ascending,
    parameter,
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
        alias="from", description="Completed years of service, included; `service_as_of` says when."
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
