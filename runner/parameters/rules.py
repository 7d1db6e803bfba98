"""Rules about several parameters of the plan or of behavior, each with its own message.

Each raises ValueError in the form: what is wrong, what is allowed, what to do. The message is
shown where one of the parameters named in full is said, in the scenario's own file if it can be.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial

from runner.parameters.behavior import Behavior
from runner.parameters.broken import in_digits
from runner.parameters.kinds import value_in
from runner.parameters.plan import Plan


def plan_rules(plan: Plan, years: range) -> list[Callable[[], None]]:
    """The rules that a plan has to keep in the simulated years."""
    return [
        partial(_default_rate_is_above_zero, plan, years),
        partial(_cap_reaches_default, plan, years),
        partial(_hire_date_needs_new_hires, plan),
        partial(_super_catch_up_needs_catch_up, plan),
        partial(_super_catch_up_is_higher, plan, years),
        partial(_hours_are_counted_in_whole_years, plan),
    ]


def behavior_rules(behavior: Behavior, years: range) -> list[Callable[[], None]]:
    """The rules that behavior has to keep in the simulated years."""
    return [partial(_changes_share_a_draw, behavior, years)]


def _default_rate_is_above_zero(plan: Plan, years: range) -> None:
    enrollment = plan.automatic_enrollment
    for year in years:
        if value_in(enrollment.enabled, year) and not value_in(enrollment.default_rate, year):
            raise ValueError(
                f"plan.automatic_enrollment.default_rate is 0 in {year}, although people are "
                "enrolled then. A default rate must be above 0. Raise it or set "
                "plan.automatic_enrollment.enabled to false."
            )


def _cap_reaches_default(plan: Plan, years: range) -> None:
    increase, enrollment = plan.automatic_increase, plan.automatic_enrollment
    for year in years:
        if not (value_in(increase.enabled, year) and value_in(enrollment.enabled, year)):
            continue
        cap, default = value_in(increase.cap, year), value_in(enrollment.default_rate, year)
        if cap < default:
            raise ValueError(
                f"plan.automatic_increase.cap {in_digits(cap)} is below "
                f"plan.automatic_enrollment.default_rate {in_digits(default)} in "
                f"{year}. The cap must not be below the default rate. Raise the cap or lower the "
                "default rate."
            )


def _hire_date_needs_new_hires(plan: Plan) -> None:
    increase = plan.automatic_increase
    if increase.hired_on_or_after is not None and increase.scope != "new_hires":
        raise ValueError(
            f"plan.automatic_increase.hired_on_or_after is {increase.hired_on_or_after}, but "
            f"plan.automatic_increase.scope is {increase.scope}. A day of hire can only be given "
            "for new hires. Remove the day or set the scope to new_hires."
        )


def _super_catch_up_needs_catch_up(plan: Plan) -> None:
    if plan.super_catch_up and not plan.catch_up:
        raise ValueError(
            "plan.catch_up is false, but plan.super_catch_up is true. The higher limit at ages 60 "
            "to 63 raises the one from age 50 and does not exist without it. Set "
            "plan.super_catch_up to false as well."
        )


def _super_catch_up_is_higher(plan: Plan, years: range) -> None:
    for year in years:
        usual = value_in(plan.limits.catch_up, year)
        higher = value_in(plan.limits.super_catch_up, year)
        if usual is not None and higher is not None and higher < usual:
            raise ValueError(
                f"plan.limits.super_catch_up {higher:,} is below plan.limits.catch_up {usual:,} in "
                f"{year}. The limit at ages 60 to 63 must not be below the one from age 50. "
                "Correct one of the two."
            )


def _hours_are_counted_in_whole_years(plan: Plan) -> None:
    rules = plan.eligibility
    if rules.years_by == "elapsed_time":
        return
    for path, months, allowed in (
        ("service_months", rules.service_months, "0 or 12"),
        ("employer.service_months", rules.employer.service_months, "0, 12 or 24"),
    ):
        if months is not None and months % 12:
            raise ValueError(
                f"plan.eligibility.{path} is {months}, but plan.eligibility.years_by is hours. "
                f"Hours are counted in periods of twelve months, so that it can be {allowed}. "
                "Correct it, or let service be elapsed_time."
            )


def _changes_share_a_draw(behavior: Behavior, years: range) -> None:
    """A product above 1 is certain, as with other probabilities; then nothing else may happen."""
    changes = behavior.rate_changes
    multiple = max(Decimal(str(band.value)) for band in changes.stop_by_age)
    for year in years:
        stops, lowers, raises = (
            Decimal(str(value_in(rates, year)))
            for rates in (changes.stop_rate, changes.lower_rate, changes.raise_rate)
        )
        if min(Decimal(1), stops * multiple) + lowers + raises > 1:
            raise ValueError(
                f"behavior.rate_changes.stop_rate {in_digits(stops)}, times up to "
                f"{in_digits(multiple)} by behavior.rate_changes.stop_by_age, "
                f"behavior.rate_changes.lower_rate {in_digits(lowers)} and "
                f"behavior.rate_changes.raise_rate {in_digits(raises)} are together above 1 in "
                f"{year}. Nobody does more than one of the three in a year: at no age may they be "
                "above 1. Lower one of them."
            )
