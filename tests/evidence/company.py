"""A company in which the published figures are looked for: the same people under each design.

Ages, service and pay bands are those of the published tables, and pay stands still, so that
nobody wanders from one pay band to another. Nothing is known of what the first employees
defer: who takes part, and at what rate, is the profiles' doing alone.
"""

from __future__ import annotations

import csv
import datetime as dt
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from runner.build.run import BuildRequest, build
from runner.errors import ExitCode
from runner.scenarios.files import dump

PEOPLE = 6000
SEEDS = (11, 12, 13)
START = 2026
LONG, SHORT = 16, 5
"""Years: until hires have replaced nearly all of the first employees, and to month 42."""

# Share of employees and pay of a job level: Vanguard's pay bands, filled so that the published
# rates by pay average to the published rate of all, 82 %.
LEVELS = (
    (0.03, 11_000),
    (0.07, 22_000),
    (0.20, 40_000),
    (0.25, 62_000),
    (0.18, 87_000),
    (0.17, 122_000),
    (0.10, 230_000),
)
AGES = (
    (0.10, 19, 25),
    (0.24, 25, 35),
    (0.22, 35, 45),
    (0.19, 45, 55),
    (0.16, 55, 65),
    (0.09, 65, 70),
)

COMPANY: dict[str, Any] = {
    "workforce": {
        "growth_rate": 0.0,
        "termination": {"base_rate": 0.20},
        "promotion": {"rate": 0.0},
        "raises": {"cola": 0.0, "merit": 0.0},
        "hiring": {"below_level_rate": 0.0, "pay_low": 0.9, "pay_high": 1.1},
    },
    "plan": {"eligibility": {"minimum_age": 0, "service_months": 0, "entry": "immediate"}},
    "economy": {"price_inflation": 0.0},
}
AUTOMATIC = {"enabled": True, "scope": "all_eligible", "default_rate": 0.03}
MATCH_DEFAULT = {"enabled": True, "scope": "all_eligible", "default_rate": 0.06}
INCREASE = {"enabled": True, "scope": "all", "step": 0.01, "cap": 0.10}


def _design(profiles: list[str], years: int, **plan: Any) -> dict[str, Any]:
    return {"profiles": profiles, "years": years, "plan": plan}


def _automatic(*profiles: str, years: int = SHORT, **plan: Any) -> dict[str, Any]:
    return _design(list(profiles), years, **{"automatic_enrollment": AUTOMATIC} | plan)


DESIGNS: dict[str, dict[str, Any]] = {
    "defaults": _design([], SHORT),
    "defaults_automatic": _automatic(automatic_increase=INCREASE),
    "vanguard_2024": _design(["vanguard_2024"], LONG),
    "vanguard_2024_automatic": _automatic("vanguard_2024", years=LONG),
    "voluntary_plan": _design(["voluntary_plan"], LONG),
    "automatic_plan": _automatic("automatic_plan"),
    "automatic_plan_rising": _automatic(
        "automatic_plan", "escalation_vanguard_2021", automatic_increase=INCREASE
    ),
    "automatic_plan_at_match": _automatic("automatic_plan", automatic_enrollment=MATCH_DEFAULT),
    "escalation_hbs_2024": _automatic(
        "automatic_plan", "escalation_hbs_2024", automatic_increase=INCREASE
    ),
    "cautious": _design(["cautious"], SHORT),
    "cautious_automatic": _automatic("cautious", automatic_increase=INCREASE),
}


@contextmanager
def simulated(
    designs: Mapping[str, Mapping[str, Any]] = DESIGNS,
) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse of one batch of all designs, each once for every seed."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder)
        scenarios = workspace / "scenarios"
        scenarios.mkdir()
        _write_census(workspace / "census.csv")
        for name, design in designs.items():
            for seed in SEEDS:
                text = dump({"label": name, "parameters": _parameters(design, seed)})
                (scenarios / f"{name}_{seed}.yml").write_text(text)
        request = BuildRequest(
            scenarios_dir=scenarios, output=workspace / "out", detail_exports=False, quiet=True
        )
        assert build(request) == ExitCode.DONE
        with duckdb.connect(str(workspace / "out" / "warehouse.duckdb"), read_only=True) as found:
            yield found


def _parameters(design: Mapping[str, Any], seed: int) -> dict[str, Any]:
    return COMPANY | {
        "simulation": {"start_year": START, "years": design["years"], "seed": seed},
        "census": {"path": "census.csv"},
        "plan": COMPANY["plan"] | design["plan"],
        "behavior": {"profile": design["profiles"]} if design["profiles"] else {},
    }


def _write_census(path: Path) -> None:
    with path.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["birth_date", "hire_date", "annual_pay", "job_level"])
        rows.writerows(_employee(number) for number in range(PEOPLE))


def _employee(number: int) -> tuple[dt.date, dt.date, int, int]:
    """One of the first employees: on a lattice of level, age, service and pay, not by chance."""
    of_level, of_age, of_service, of_pay = (
        (number + 0.5) * step % 1 for step in (2**0.5, 3**0.5, 5**0.5, 7**0.5)
    )
    level, part = _band([share for share, _ in LEVELS], of_level)
    band, part = _band([share for share, _, _ in AGES], of_age)
    _, youngest, oldest = AGES[band]
    age = youngest + (oldest - youngest) * part
    service = min(age - 18, 12 * of_service**2)
    end = dt.date(START - 1, 12, 31)
    pay = round(LEVELS[level][1] * (0.9 + 0.2 * of_pay))
    return (
        end - dt.timedelta(days=round(365.25 * age) + 1),
        end - dt.timedelta(days=round(365.25 * service)),
        pay,
        level + 1,
    )


def _band(shares: list[float], place: float) -> tuple[int, float]:
    """The band in which a place from 0 to 1 falls, and how far into it."""
    for number, share in enumerate(shares):
        if place < share or number == len(shares) - 1:
            return number, min(1.0, place / share)
        place -= share
    raise AssertionError
