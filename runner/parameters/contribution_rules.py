"""Rules about several parameters of what the employer contributes, each with its own message.

They raise ValueError in the form of `runner.parameters.rules`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from runner.parameters.contributions import Core, Match
from runner.parameters.kinds import value_in
from runner.parameters.plan import Plan

CORE_BANDS = ("by_service", "by_age", "by_points")


def contribution_rules(plan: Plan, years: range) -> list[Callable[[], None]]:
    """The rules that what the employer contributes has to keep in the simulated years."""
    return [
        partial(_a_pay_period_has_one_band_of_service, plan.match),
        partial(_core_has_one_kind_of_bands, plan.core),
        partial(_disparity_is_permitted, plan.core, years),
    ]


def _a_pay_period_has_one_band_of_service(match: Match) -> None:
    if match.service_as_of == "anniversary" and not match.true_up:
        raise ValueError(
            "plan.match.service_as_of is anniversary in a plan with plan.match.true_up: false. "
            "Bands that change within the year need the match of the whole year. Count service "
            "as of year_start or year_end, or let the match be trued up."
        )


def _core_has_one_kind_of_bands(core: Core) -> None:
    given = [name for name in CORE_BANDS if getattr(core, name) is not None]
    if len(given) > 1:
        raise ValueError(
            f"plan.core.{given[1]} stands beside plan.core.{given[0]}. Core rates depend on one "
            "of service, age and points. Remove all but one."
        )


def largest_excess_rate(integration_level: float) -> float:
    """The statutory factor by the level's share of the wage base: 26 CFR 1.401(l)-2(d).

    The level of 10,000 dollars, up to which 5.7 % are permitted as well, is below a fifth of
    every wage base since 2019.
    """
    if integration_level == 1 or integration_level <= 0.2:
        return 0.057
    return 0.054 if integration_level > 0.8 else 0.043


def _disparity_is_permitted(core: Core, years: range) -> None:
    for year in years:
        excess = value_in(core.excess_rate, year)
        level, base = value_in(core.integration_level, year), value_in(core.rate, year)
        if not excess:
            continue
        banded = next((name for name in CORE_BANDS if getattr(core, name) is not None), None)
        if banded:
            raise ValueError(
                f"plan.core.excess_rate {excess:g} stands beside plan.core.{banded}. Permitted "
                "disparity goes with one rate for everybody. Remove one of them."
            )
        if level is None:
            raise ValueError(
                f"plan.core.excess_rate {excess:g} has no plan.core.integration_level in {year}. "
                "The excess rate is for pay above a level. Name the level, e.g. 1.0 for the wage "
                "base."
            )
        most = min(base, largest_excess_rate(level))
        if excess > most:
            raise ValueError(
                f"plan.core.excess_rate {excess:g} is above {most:g} in {year}. It may be neither "
                f"above plan.core.rate {base:g} nor above {largest_excess_rate(level):g}, the "
                f"factor of plan.core.integration_level {level:g}: 5.7 % at the wage base or up "
                "to a fifth of it, 5.4 % above four fifths, 4.3 % in between. Lower it."
            )
