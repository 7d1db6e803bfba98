"""The kinds of value a parameter can have, and how each is stored in a table."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    WithJsonSchema,
)
from pydantic_core import CoreSchema

from runner.parameters.broken import RuleError, in_digits

FIRST_YEAR, LAST_YEAR = 2019, 2199
"""Plan years that a file may name: the statutory limits begin in 2019."""

ALL_YEARS = 0
"""The key under which a by-year parameter keeps a value given without a year."""

CENT = Decimal("0.01")

HIGHEST_PAY_BAND = 1_000_000
"""The highest lower bound of a pay band, in dollars."""


@dataclass(frozen=True)
class Stored:
    """How a kind is stored: the type of its column in the parameter tables."""

    sql_type: str


class Section(BaseModel):
    """A mapping of a scenario file: unknown keys and values of another type are errors."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        allow_inf_nan=False,
        validate_default=True,
        serialize_by_alias=True,
    )


def parameter(
    default: Any,
    *,
    unit: str,
    description: str,
    source: str | None = None,
    alias: str | None = None,
) -> Any:
    """Declare a parameter: its default, unit, meaning and, where it is a figure, its source."""
    extra: dict[str, Any] = {"unit": unit}
    if source:
        extra["source"] = source
    return Field(default, description=description, json_schema_extra=extra, alias=alias)


def _kept_to(places: int, words: str, reason: str) -> Callable[[float], float]:
    """A check that a value has no decimals that its column would drop."""

    def check(value: float) -> float:
        nearest = round(value, places)
        if nearest != value:
            raise RuleError(
                f"{in_digits(value)} has more than {words} decimals. {reason} "
                f"Write {in_digits(nearest)}.",
                "too_many_decimals",
                limit=places,
                nearest=nearest,
            )
        return value

    return check


_six_decimals = _kept_to(6, "six", "Rates are kept to six decimals.")
_four_decimals = _kept_to(4, "four", "It is kept to a hundredth of a per cent.")


def _money(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    amount = Decimal(str(value))
    if not amount.is_finite():
        raise RuleError(
            f"{value!r} is not an amount in dollars. Amounts are numbers. Write it in digits.",
            "wrong_type",
            limit="amount",
        )
    if abs(amount) < 10**15 and amount % CENT:
        raise RuleError(
            f"{value!r} is not an amount in dollars and cents. "
            "Amounts have at most two decimals. Round it to the cent.",
            "too_many_decimals",
            limit=2,
            nearest=float(amount.quantize(CENT, ROUND_HALF_UP)),
        )
    return amount


def _date(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        if not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", value):  # ISO has other forms
            raise ValueError
        return dt.date.fromisoformat(value)
    except ValueError:
        raise RuleError(
            f"{value!r} is not a date. Dates are written year-month-day. Write e.g. 2026-01-01.",
            "wrong_type",
            limit="date",
        ) from None


def _month_day(value: str) -> str:
    try:
        if not re.fullmatch("[0-9]{2}-[0-9]{2}", value):
            raise ValueError
        dt.date.fromisoformat(f"2001-{value}")
    except ValueError:
        raise RuleError(
            f"{value!r} is not a day of the year. It is written month-day. Write e.g. 04-01.",
            "wrong_type",
            limit="month-day",
        ) from None
    return value


def _not_blank(value: str) -> str:
    if not value.strip():
        raise RuleError(
            f"{value!r} is blank. A name is expected. Write it or remove the line.",
            "wrong_type",
            limit="text",
        )
    return value


_RATE = Stored("DECIMAL(9,6)")
_MONEY = Stored("DECIMAL(18,2)")

Rate = Annotated[float, Field(ge=0, le=1), AfterValidator(_six_decimals), _RATE]
PositiveRate = Annotated[float, Field(gt=0, le=1), AfterValidator(_six_decimals), _RATE]
LayoffRate = Annotated[float, Field(ge=0, le=0.9), AfterValidator(_six_decimals), _RATE]
MatchRate = Annotated[float, Field(ge=0, le=5), AfterValidator(_six_decimals), _RATE]
GrowthRate = Annotated[float, Field(ge=-0.5, le=1), AfterValidator(_six_decimals), _RATE]
Raise = Annotated[float, Field(ge=-0.5, le=1), AfterValidator(_four_decimals), _RATE]
Share = Annotated[float, Field(ge=0, le=1), AfterValidator(_four_decimals), _RATE]
Spread = Annotated[float, Field(ge=0, le=0.5), AfterValidator(_four_decimals), _RATE]
Multiplier = Annotated[float, Field(ge=0, le=100), AfterValidator(_six_decimals), _RATE]
Money = Annotated[Decimal, BeforeValidator(_money), Field(ge=0, le=1_000_000_000), _MONEY]
Date = Annotated[dt.date, BeforeValidator(_date), Stored("DATE")]
MonthDay = Annotated[
    str,
    AfterValidator(_month_day),
    WithJsonSchema({"type": "string", "pattern": "^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"}),
    Stored("VARCHAR"),
]
Flag = Annotated[bool, Stored("BOOLEAN")]
Text = Annotated[str, AfterValidator(_not_blank), Stored("VARCHAR")]
Whole = Annotated[int, Stored("INTEGER")]

T = TypeVar("T")


def _for_all_years(value: Any) -> Any:
    """Wrap a value given without a year; a mapping of years is kept."""
    if isinstance(value, dict) and value and all(isinstance(key, int) for key in value):
        return _known_years(value)
    return {ALL_YEARS: value}


def _known_years(value: dict[int, Any]) -> dict[int, Any]:
    wrong = [year for year in value if not FIRST_YEAR <= year <= LAST_YEAR]
    if wrong:
        raise RuleError(
            f"{wrong[0]} is not a plan year. Years run from {FIRST_YEAR} to {LAST_YEAR}. "
            "Name the year from which the value holds.",
            "not_a_plan_year",
            limit=[FIRST_YEAR, LAST_YEAR],
        )
    return dict(sorted(value.items()))


PLAN_YEAR_PATTERN = "^(2019|20[2-9][0-9]|21[0-9][0-9])$"
"""The years from FIRST_YEAR to LAST_YEAR, as they are named in files."""


@dataclass(frozen=True)
class Yearly:
    """Marks a parameter whose value may change from a named year on."""

    def __get_pydantic_json_schema__(
        self, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """The value itself, or such values by year."""
        value = handler(core_schema)["additionalProperties"]
        by_year = {
            "type": "object",
            "patternProperties": {PLAN_YEAR_PATTERN: value},
            "additionalProperties": False,
            "minProperties": 1,
        }
        return {"anyOf": [value, by_year]}


ByYear = Annotated[dict[int, T], BeforeValidator(_for_all_years), Yearly()]


def value_in(values: dict[int, T], year: int) -> T:
    """Return the value that holds in a year: the one of the latest year named by then.

    Raises LookupError if the first year named is later.
    """
    named = [key for key in values if key <= year]
    if not named:
        raise LookupError(year)
    return values[max(named)]


class Band(Section):
    """A multiplier that holds from a lower bound (included) to the next band's (excluded)."""

    from_: Annotated[int, Field(ge=0, le=10_000_000)] = Field(
        alias="from", description="Lower bound, included."
    )
    value: Multiplier = Field(description="The multiplier in this band.")


class RateBand(Section):
    """A rate that holds from a lower bound (included) to the next band's (excluded)."""

    from_: Annotated[int, Field(ge=0, le=10_000_000)] = Field(
        alias="from", description="Lower bound, included."
    )
    value: Rate = Field(description="The rate in this band.")


class PayBand(RateBand):
    """A rate that holds from a pay in whole thousands (included) to the next band's (excluded)."""

    from_: Annotated[int, Field(ge=0, le=HIGHEST_PAY_BAND)] = Field(
        alias="from",
        description="Lower bound in dollars, included; higher pay is not told apart.",
        json_schema_extra={"multipleOf": 1000},
    )


def ascending(values: Iterable[float], what: str) -> None:
    """Raise ValueError unless the values rise strictly."""
    for lower, upper in pairwise(values):
        if upper <= lower:
            raise ValueError(
                f"{what} {in_digits(upper)} follows {in_digits(lower)}. They must rise from one "
                "entry to the next. Put the entries in ascending order and remove repeated ones."
            )


def _cover_from_zero(bands: list[Any]) -> list[Any]:
    if not bands or bands[0].from_ != 0:
        raise ValueError(
            "the bands do not start at 0. The first band must start at 0, so that everyone "
            "is in one. Add one with 'from: 0'."
        )
    ascending((band.from_ for band in bands), "the lower bound")
    return bands


def _whole_thousands(bands: list[PayBand]) -> list[PayBand]:
    for band in bands:
        if band.from_ % 1000:
            raise ValueError(
                f"the pay band from {band.from_} is not a whole number of thousands. Pay bands "
                f"start at multiples of 1,000 dollars. Write {max(1_000, round(band.from_, -3))}."
            )
    return bands


Bands = Annotated[list[Band], AfterValidator(_cover_from_zero)]
RateBands = Annotated[list[RateBand], AfterValidator(_cover_from_zero)]
PayBands = Annotated[
    list[PayBand], AfterValidator(_cover_from_zero), AfterValidator(_whole_thousands)
]
