"""The catalogue of all parameters: what a scenario can say, and how it is checked.

Everything else is derived from here: validation, the parameter tables, the documentation.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, get_args, get_origin

from pydantic import Field, GetJsonSchemaHandler, field_validator, model_validator
from pydantic.fields import FieldInfo
from pydantic_core import CoreSchema

from runner.parameters import sources
from runner.parameters.behavior import Behavior
from runner.parameters.broken import RuleError, hold, in_digits
from runner.parameters.contribution_rules import contribution_rules
from runner.parameters.kinds import (
    ALL_YEARS,
    FIRST_YEAR,
    ByYear,
    Date,
    GrowthRate,
    Section,
    Share,
    Stored,
    Text,
    Whole,
    Yearly,
    parameter,
)
from runner.parameters.plan import Plan
from runner.parameters.rules import behavior_rules, plan_rules
from runner.parameters.workforce import Workforce

CENSUS_COLUMNS = (
    "employee_id",
    "birth_date",
    "age",
    "hire_date",
    "termination_date",
    "status",
    "annual_pay",
    "hourly_pay",
    "hours_per_week",
    "department",
    "location",
    "job_level",
    "gender",
    "deferral_rate",
    "employer_balance",
    "ownership",
)
"""The names under which the columns of a census are known."""

PROFILED_PROVISIONS = (
    "plan.automatic_enrollment.opt_out_rate",
    "plan.automatic_increase.opt_out_rate",
    "plan.automatic_increase.first_opt_out_rate",
)
"""Parameters among the plan's that say how people react to it."""

LARGEST_SEED = 2**31 - 20_001
"""Seed plus replicate stays below 2**31, where the draws' arithmetic is exact."""


class Simulation(Section):
    """How long, and how often."""

    start_year: Annotated[Whole, Field(ge=FIRST_YEAR + 1, le=2100)] = parameter(
        2026, unit="year", description="First simulated plan year."
    )
    years: Annotated[Whole, Field(ge=1, le=40)] = parameter(
        5, unit="years", description="Number of plan years."
    )
    seed: Annotated[Whole, Field(ge=0, le=LARGEST_SEED)] = parameter(
        42, unit="number", description="Seed of the draws; replicate r uses seed + r."
    )
    replicates: Annotated[Whole, Field(ge=1, le=10_000)] = parameter(
        1, unit="number", description="How many times the same company is simulated."
    )


class _ColumnNames:
    """Tells editors the names that a mapping of columns may have."""

    def __get_pydantic_json_schema__(
        self, _core_schema: CoreSchema, _handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        names = {name: {"type": "string"} for name in CENSUS_COLUMNS}
        return {"type": "object", "properties": names, "additionalProperties": False}


class Census(Section):
    """The people employed when the simulation starts."""

    path: Text = parameter(
        "sample",
        unit="file",
        description="`sample` for the generated census, or a CSV, Parquet or Excel file.",
    )
    sheet: Text | None = parameter(
        None,
        unit="name",
        description="Sheet of an Excel workbook; none means the first that is not hidden.",
    )
    as_of: Date | None = parameter(
        None,
        unit="date",
        description="Day on which the census holds; none means the day before the first year.",
    )
    sample_size: Annotated[Whole, Field(ge=1, le=5_000_000)] = parameter(
        2_000, unit="people", description="Size of the generated census."
    )
    columns: Annotated[dict[str, Text], _ColumnNames()] = parameter(
        {}, unit="our name: their name", description="Columns whose name in the file differs."
    )
    max_rejected: Share = parameter(
        0.2,
        unit="fraction of rows",
        description=(
            "Share of the rows of a file that may be without a hire date or pay that can be used; "
            "above it, nothing is built. Rows of people who left do not count."
        ),
        source=sources.ASSUMPTION,
    )

    @field_validator("columns")
    @classmethod
    def _known(cls, columns: dict[str, str]) -> dict[str, str]:
        for name in columns:
            if name not in CENSUS_COLUMNS:
                raise RuleError(
                    f"{name!r} is not a column of a census. The columns are "
                    f"{', '.join(CENSUS_COLUMNS)}. Write 'our name: their name'.",
                    "not_a_choice",
                    limit=list(CENSUS_COLUMNS),
                )
        taken: dict[str, str] = {}
        for name, theirs in columns.items():
            if theirs in taken:
                raise ValueError(
                    f"{theirs!r} is given for both {taken[theirs]} and {name}. A column of the "
                    "file is one of ours. Correct one of the two."
                )
            taken[theirs] = name
        return columns


class Economy(Section):
    """What happens outside the company."""

    price_inflation: ByYear[GrowthRate] = parameter(
        0.025,
        unit="fraction a year",
        description=(
            "Growth of the statutory limits beyond the last published year and of the pay "
            "bands of behavior."
        ),
        source=sources.ASSUMPTION,
    )
    wage_growth: ByYear[GrowthRate | None] = parameter(
        None,
        unit="fraction a year",
        description=(
            "Growth of the national average wage, by which the Social Security wage base grows "
            "beyond the last published year; none means that of prices."
        ),
        source=sources.WAGE_BASE,
    )


class Parameters(Section):
    """All parameters of a scenario."""

    simulation: Simulation = Simulation()
    census: Census = Census()
    workforce: Workforce = Workforce()
    plan: Plan = Plan()
    behavior: Behavior = Behavior()
    economy: Economy = Economy()

    @model_validator(mode="after")
    def _consistent(self) -> Parameters:
        _all_years_are_covered(self)
        start = self.simulation.start_year
        years = range(start, start + self.simulation.years)
        hold(
            [
                partial(_census_precedes_simulation, self),
                *plan_rules(self.plan, years),
                *contribution_rules(self.plan, years),
                *behavior_rules(self.behavior, years),
                partial(_hire_pay_is_a_range, self),
                partial(_plan_precedes_simulation, self),
                partial(_prior_averages_are_used, self),
            ]
        )
        return self


@dataclass(frozen=True)
class Leaf:
    """One parameter of the catalogue: its dotted path, field and column type (None: a list)."""

    path: str
    field: FieldInfo
    by_year: bool
    sql_type: str | None

    @property
    def column(self) -> str:
        """The parameter's column in the parameter tables."""
        return self.path.replace(".", "_")

    def value(self, parameters: Parameters) -> Any:
        """The parameter's value in a scenario."""
        value: Any = parameters
        for name in self.path.split("."):
            value = getattr(value, "raise_" if name == "raise" else name)
        return value


def leaves(section: type[Section] = Parameters, prefix: str = "") -> Iterator[Leaf]:
    """Every parameter, in the order in which a plan document has them."""
    for name, field in section.model_fields.items():
        path = f"{prefix}{field.alias or name}"
        annotation = field.annotation
        if isinstance(annotation, type) and issubclass(annotation, Section):
            yield from leaves(annotation, f"{path}.")
        else:
            marks = [*field.metadata, *_marks(annotation)]
            stored = next((mark for mark in marks if isinstance(mark, Stored)), None)
            listed = get_origin(annotation) is list or any(
                get_origin(part) is list for part in _parts(annotation)
            )
            yield Leaf(
                path,
                field,
                by_year=any(isinstance(mark, Yearly) for mark in marks),
                sql_type=stored.sql_type if stored and not listed else None,
            )


def in_profiles(path: str) -> bool:
    """Whether a behavior profile may set a parameter: what people do, not what the plan says."""
    group, _, rest = path.partition(".")
    return (group == "behavior" and rest != "profile") or path in PROFILED_PROVISIONS


def _parts(annotation: Any) -> Iterator[Any]:
    for part in get_args(annotation):
        yield part
        yield from _parts(part)


def _marks(annotation: Any) -> Iterator[Any]:
    return (part for part in _parts(annotation) if isinstance(part, Stored | Yearly))


def _all_years_are_covered(parameters: Parameters) -> None:
    """By itself, before the other rules: these ask for the values of each year."""
    start = parameters.simulation.start_year
    hold(
        partial(_first_year_is_covered, leaf.path, min(leaf.value(parameters)), start)
        for leaf in leaves()
        if leaf.by_year
    )


def _first_year_is_covered(path: str, first: int, start: int) -> None:
    if first != ALL_YEARS and first > start:
        raise ValueError(
            f"{path} has no value before {first}, but the simulation starts in {start}. "
            f"The first year named must not be after {start}. Add a value for {start}."
        )


def _census_precedes_simulation(parameters: Parameters) -> None:
    as_of, start = parameters.census.as_of, parameters.simulation.start_year
    if as_of is not None and as_of.year >= start:
        raise ValueError(
            f"census.as_of {as_of} is not before simulation.start_year {start}. The census must "
            f"hold before the first plan year begins. Write a day up to {start - 1}-12-31 or let "
            f"the simulation start in {as_of.year + 1}."
        )


def _hire_pay_is_a_range(parameters: Parameters) -> None:
    hiring = parameters.workforce.hiring
    if hiring.pay_high < hiring.pay_low:
        raise ValueError(
            f"workforce.hiring.pay_high {in_digits(hiring.pay_high)} is below pay_low "
            f"{in_digits(hiring.pay_low)}. The highest pay must not be below the lowest. Swap them."
        )


def _plan_precedes_simulation(parameters: Parameters) -> None:
    established, since = parameters.plan.established, parameters.plan.sponsor.in_business_since
    start = parameters.simulation.start_year
    if established is not None and established.year > start:
        raise ValueError(
            f"plan.established {established} is after the first simulated year, {start}. The plan "
            "must exist when the simulation starts. Write an earlier day or let the simulation "
            f"start in {established.year}."
        )
    if established is not None and since is not None and established < since:
        raise ValueError(
            f"plan.established {established} is before plan.sponsor.in_business_since {since}. A "
            "plan cannot be older than its employer. Correct one of the two."
        )


def _prior_averages_are_used(parameters: Parameters) -> None:
    testing = parameters.plan.testing
    if testing.method == "prior":
        return
    for name in ("prior_year_adp", "prior_year_acp"):
        if getattr(testing, name) is not None:
            raise ValueError(
                f"plan.testing.{name} is given, but plan.testing.method is current. Averages of "
                "the year before are used with method prior only. Write 'method: prior' or leave "
                f"{name} out."
            )
