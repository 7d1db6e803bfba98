"""Messages about parameters: a table of mistakes, each with its line and whole message."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

import pytest
from pydantic import BeforeValidator, Field, field_validator, model_validator

from runner.parameters.kinds import (
    ByYear,
    Date,
    Flag,
    Money,
    Rate,
    RateBands,
    Section,
    Text,
    Whole,
    parameter,
)
from runner.scenarios.files import read
from runner.scenarios.validation import validate


class Tier(Section):
    up_to: Rate = Field(description="End.")
    rate: Annotated[float, Field(gt=0, lt=5)] = Field(description="Match.")


class Match(Section):
    tiers: ByYear[list[Tier]] = parameter([], unit="tiers", description="Tiers.")
    maximum: ByYear[Money | None] = parameter(None, unit="dollars", description="Maximum.")
    by_age: RateBands | None = parameter(None, unit="bands", description="Bands.")


class Pay(Section):
    low: Rate = parameter(0.1, unit="fraction of pay", description="Low.")
    high: Rate = parameter(0.2, unit="probability a year", description="High.")
    raise_: Rate = parameter(0.1, unit="share of hires", description="Raise.", alias="raise")
    years: Annotated[Whole, Field(ge=1, le=40)] = parameter(5, unit="years", description="Years.")


class Other(Section):
    growth: ByYear[Rate] = parameter(0.1, unit="fraction a year", description="Growth.")
    enabled: ByYear[Flag] = parameter(False, unit="true or false", description="On.")
    scope: Literal["new_hires", "all"] = parameter("all", unit="who", description="Who.")
    day: Date | None = parameter(None, unit="date", description="Day.")
    path: Text = parameter("x", unit="file", description="File.")
    mixed: list[Tier] | Flag = parameter(True, unit="tiers", description="Tiers or none.")
    columns: dict[str, str] = parameter({}, unit="names", description="Columns.")
    odd: Annotated[Decimal | None, BeforeValidator(lambda v: v)] = Field(None, max_digits=3)

    @field_validator("path")
    @classmethod
    def _no_blank(cls, path: str) -> str:
        if " " in path:
            raise AssertionError("a path has no blanks. Rename the file.")
        return path


class Parameters(Section):
    match: Match = Match()
    pay: Pay = Pay()
    other: Other = Other()

    @model_validator(mode="after")
    def _in_order(self) -> Parameters:
        if self.pay.high < self.pay.low:
            raise ValueError("pay.high is below pay.low. Raise it.")
        if self.pay.years == 13:
            raise ValueError("thirteen is unlucky. Choose another number.")
        return self


PERCENT = "above the highest allowed value 1. Rates are"
TIERS = "match:\n  tiers:\n"
BY_YEAR = "for all years or by year, is expected. Write e.g. {2026: ..., 2028: ...}."
SECTION = "A section is expected. Write 'name: value' lines beneath it."
DIGITS = "is expected. Write it in digits, without quotes"

MISTAKES = [
    (
        "unknown parameter with a near one",
        "match:\n  teirs: []\n",
        "2: unknown parameter 'match.teirs'. Did you mean 'match.tiers'? "
        "Allowed here: tiers, maximum, by_age.",
    ),
    (
        "unknown parameter that is elsewhere",
        "growth: 0.1\n",
        "1: unknown parameter 'growth'. Did you mean 'other.growth'? "
        "Allowed here: match, pay, other.",
    ),
    (
        "unknown parameter like no other",
        "pay:\n\n  zzz: 1\n",
        "3: unknown parameter 'pay.zzz'. Allowed here: low, high, raise, years.",
    ),
    (
        "the name in Python is not the one in files",
        "pay: {raise_: 0.1, raise: 0.2}\n",
        "1: unknown parameter 'pay.raise_'. Did you mean 'pay.raise'? "
        "Allowed here: low, high, raise, years.",
    ),
    (
        "a year where a name must be",
        "pay: {2026: 0.1}\n",
        "1: unknown parameter 'pay[2026]'. Allowed here: low, high, raise, years.",
    ),
    (
        "unknown name in an item",
        f"{TIERS}  - {{up_to: 0.03, rate: 1}}\n  - {{up_to: 0.05, rate: 1, rat: 2}}\n",
        "4: unknown parameter 'match.tiers[item 2].rat'. Did you mean "
        "'match.tiers[item 2].rate'? Allowed here: up_to, rate.",
    ),
    (
        "rate in percent",
        "other: {growth: 7}\n",
        f"1: other.growth is 7, {PERCENT} fractions a year: write 0.07 for 7 %.",
    ),
    (
        "probability in percent",
        "pay: {high: 2.5}\n",
        f"1: pay.high is 2.5, {PERCENT} probabilities a year: write 0.025 for 2.5 %.",
    ),
    (
        "share in percent",
        "pay: {raise: 100}\n",
        f"1: pay.raise is 100, {PERCENT} shares of hires: write 1 for 100 %.",
    ),
    (
        "no percent",
        "pay: {high: 101}\n",
        "1: pay.high is 101, above the highest allowed value 1. Write 1 or less.",
    ),
    (
        "rate in percent in one year",
        "other:\n  growth:\n    2026: 0.1\n    2028: 7\n",
        f"4: other.growth[2028] is 7, {PERCENT} fractions a year: write 0.07 for 7 %.",
    ),
    (
        "rate in percent in the second tier",
        f"{TIERS}  - {{up_to: 0.03, rate: 1}}\n  - up_to: 5\n    rate: 1\n",
        f"4: match.tiers[item 2].up_to is 5, {PERCENT} fractions: write 0.05 for 5 %.",
    ),
    (
        "rate in percent in the second tier of a year",
        f"{TIERS}    2026:\n    - {{up_to: 0.03, rate: 1}}\n    - {{up_to: 5, rate: 1}}\n",
        f"5: match.tiers[2026][item 2].up_to is 5, {PERCENT} fractions: write 0.05 for 5 %.",
    ),
    (
        "too high",
        "pay: {years: 99}\n",
        "1: pay.years is 99, above the highest allowed value 40. Write 40 or less.",
    ),
    (
        "too low",
        "pay: {years: 0}\n",
        "1: pay.years is 0, below the lowest allowed value 1. Write 1 or more.",
    ),
    (
        "a negative rate is no percentage",
        "pay: {high: -7}\n",
        "1: pay.high is -7, below the lowest allowed value 0. Write 0 or more.",
    ),
    (
        "the year that stands for all",
        "other:\n  growth:\n    0: 1.5\n    2026: 0.1\n",
        "2: other.growth: 0 is not a plan year. Years run from 2019 to 2199. "
        "Name the year from which the value holds.",
    ),
    (
        "a number with many digits",
        "pay: {years: 12345678}\n",
        "1: pay.years is 12345678, above the highest allowed value 40. Write 40 or less.",
    ),
    (
        "a small number",
        "pay: {high: -0.0000001}\n",
        "1: pay.high is -0.0000001, below the lowest allowed value 0. Write 0 or more.",
    ),
    (
        "percent with many digits",
        "other: {growth: 12.345678}\n",
        f"1: other.growth is 12.345678, {PERCENT} fractions a year: write 0.12345678 for "
        "12.345678 %.",
    ),
    (
        "amount too low",
        "match: {maximum: -0.5}\n",
        "1: match.maximum is -0.5, below the lowest allowed value 0. Write 0 or more.",
    ),
    (
        "not above",
        f"{TIERS}  - {{up_to: 0.03, rate: 0}}\n",
        "3: match.tiers[item 1].rate is 0, not above 0. Write a value above 0.",
    ),
    (
        "not below",
        f"{TIERS}  - {{up_to: 0.03, rate: 5}}\n",
        "3: match.tiers[item 1].rate is 5, not below 5. Write a value below 5.",
    ),
    (
        "missing",
        f"{TIERS}  - up_to: 0.03\n",
        "3: match.tiers[item 1].rate is missing. It has no default. Add 'rate: ...' here.",
    ),
    (
        "no choice",
        "other: {scope: hires}\n",
        "1: other.scope is 'hires'. Did you mean 'new_hires'? Allowed here: new_hires, all.",
    ),
    (
        "no choice and no text",
        "other: {scope: 1}\n",
        "1: other.scope is 1. Allowed here: new_hires, all.",
    ),
    (
        "text for a whole number",
        "pay: {years: '5'}\n",
        f"1: pay.years is '5'. A whole number {DIGITS}.",
    ),
    (
        "decimals",
        "pay: {years: 5.5}\n",
        "1: pay.years is 5.5. A whole number is expected. Write it without decimals.",
    ),
    ("true for a number", "pay: {high: true}\n", f"1: pay.high is true. A number {DIGITS}."),
    ("text for a number", "pay: {high: abc}\n", f"1: pay.high is 'abc'. A number {DIGITS}."),
    (
        "percent sign",
        "pay: {high: 2.5 %}\n",
        "1: pay.high is '2.5 %'. A number is expected. Write 0.025 for 2.5 %.",
    ),
    (
        "nothing for a number",
        "pay: {high: }\n",
        "1: pay.high is nothing. A number is expected. Write a value or remove the line.",
    ),
    (
        "text for an amount",
        "match: {maximum: $500}\n",
        f"1: match.maximum is '$500'. An amount in dollars {DIGITS}, $ and commas.",
    ),
    (
        "yes",
        "other: {enabled: yes}\n",
        "1: other.enabled is 'yes'. true or false is expected. Write true.",
    ),
    (
        "off in one year",
        "other: {enabled: {2026: off}}\n",
        "1: other.enabled[2026] is 'off'. true or false is expected. Write false.",
    ),
    (
        "1 for true",
        "other: {enabled: 1}\n",
        "1: other.enabled is 1. true or false is expected. Write one of them, without quotes.",
    ),
    (
        "number for text",
        "other: {path: 12}\n",
        "1: other.path is 12. Text is expected. Put it in quotes.",
    ),
    (
        "list for text",
        "other: {path: [a]}\n",
        "1: other.path is a list. Text is expected. Write text instead.",
    ),
    (
        "number for a date",
        "other: {day: 2026}\n",
        "1: other.day is 2026. A date is expected. Write e.g. 2026-01-01.",
    ),
    (
        "value for a list",
        "match: {tiers: 0.5}\n",
        "1: match.tiers is 0.5. A list is expected. Write each entry on a line of its own that "
        "begins with '- '.",
    ),
    ("value for an item", "match: {tiers: [0.5]}\n", f"1: match.tiers[item 1] is 0.5. {SECTION}"),
    ("list for a section", "\npay: []\n", f"2: pay is a list. {SECTION}"),
    (
        "nothing for a section",
        "pay:\n",
        "1: pay is nothing. A section is expected. Write a value or remove the line.",
    ),
    ("value for names", "other: {columns: a}\n", f"1: other.columns is 'a'. {SECTION}"),
    (
        "year for a name",
        "other:\n  columns:\n    x: a\n    2026: b\n",
        "4: a name in other.columns is 2026. Text is expected. Put it in quotes.",
    ),
    (
        "years and names",
        "other: {growth: {2026: 0.1, later: 0.2}}\n",
        f"1: other.growth is a section. A number, {BY_YEAR}",
    ),
    (
        "section for a list by year",
        "match: {tiers: {a: 1}}\n",
        "1: match.tiers is a section. A list, for all years or by year, is expected. Write each "
        "entry on a line of its own that begins with '- '.",
    ),
    (
        "a rule of a value",
        "other: {day: tomorrow}\n",
        "1: other.day: 'tomorrow' is not a date. Dates are written year-month-day. Write e.g. "
        "2026-01-01.",
    ),
    (
        "a rule of a value for all years",
        "other: {growth: 0.1234567}\n",
        "1: other.growth: 0.1234567 has more than six decimals. Rates are kept to six decimals. "
        "Write 0.123457.",
    ),
    (
        "a rule of the years",
        "other: {growth: {1999: 0.1}}\n",
        "1: other.growth: 1999 is not a plan year. Years run from 2019 to 2199. Name the year "
        "from which the value holds.",
    ),
    (
        "a rule of a list",
        "match:\n  by_age:\n  - {from: 5, value: 0.1}\n",
        "2: match.by_age: the bands do not start at 0. The first band must start at 0, so that "
        "everyone is in one. Add one with 'from: 0'.",
    ),
    (
        "an assertion",
        "other: {path: a b}\n",
        "1: other.path: a path has no blanks. Rename the file.",
    ),
    (
        "a rule about two, the first written",
        "pay:\n  low: 0.1\n  high: 0.05\n",
        "3: pay.high is below pay.low. Raise it.",
    ),
    (
        "a rule about two, the second written",
        "pay:\n  years: 3\n  low: 0.5\n",
        "3: pay.high is below pay.low. Raise it.",
    ),
    (
        "a rule that names nothing",
        "pay:\n  years: 13\n",
        "1: thirteen is unlucky. Choose another number.",
    ),
    (
        "another kind of error",
        "other: {odd: 12}\n",
        f"1: other.odd is 12. An amount in dollars {DIGITS}, $ and commas.",
    ),
]


def _problems(tmp_path: Path, content: str, *, complete: bool = True):
    path = tmp_path / "x.yml"
    path.write_text(content)
    parameters, problems = validate(read(path).root, Parameters, complete=complete)
    assert (parameters is None) == bool(problems) or not complete
    return [str(problem).removeprefix(f"{path}:") for problem in problems]


@pytest.mark.parametrize(
    ("content", "expected"), [row[1:] for row in MISTAKES], ids=[row[0] for row in MISTAKES]
)
def test_a_mistake_has_one_message_at_its_line(tmp_path, content, expected):
    assert _problems(tmp_path, content) == [expected]


def test_names_of_pydantic_in_the_middle_of_a_location_are_passed_over(tmp_path):
    content = "other:\n  mixed:\n  - up_to: 0.1\n    rate: 9\n"
    assert _problems(tmp_path, content) == [
        "4: other.mixed[item 1].rate is 9, not below 5. Write a value below 5.",
        "2: other.mixed is a list. true or false is expected. Write one of them, without quotes.",
    ]


def test_all_mistakes_are_found_at_once(tmp_path):
    content = "pay: {years: 99}\nother: {scope: x}\nmatch: {tiers: 1, x: 2}\n"
    assert len(_problems(tmp_path, content)) == 4


def test_an_incomplete_tree_is_not_measured_by_rules_about_several_parameters(tmp_path):
    assert _problems(tmp_path, "pay: {low: 0.5}\n", complete=False) == []
    assert len(_problems(tmp_path, "other: {day: tomorrow}\n", complete=False)) == 1


def test_valid_parameters_are_returned(tmp_path):
    path = tmp_path / "x.yml"
    path.write_text("pay: {raise: 0.3}\nother: {growth: {2026: 0.1}}\n")
    parameters, problems = validate(read(path).root, Parameters)
    assert problems == []
    assert (parameters.pay.raise_, parameters.other.growth) == (0.3, {2026: 0.1})
