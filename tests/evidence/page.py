"""The page of published and simulated figures: `python -m tests.evidence.page` writes it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import duckdb

from tests.evidence.company import LONG, PEOPLE, SEEDS, simulated
from tests.evidence.figures import RESULTS, Figure, Result
from tests.evidence.measures import PEOPLE as PEOPLE_VIEW
from tests.evidence.measures import Measured, measured

PAGE = Path(__file__).parents[2] / "docs" / "assumptions.md"

INTRODUCTION = f"""\
# Published and simulated

What people do in the simulation rests on published figures. Each stands here beside what comes
out of a simulation with the profile that claims to reproduce it. [profiles.md](profiles.md) has
the profiles' values and what each was calibrated to, [parameters.md](parameters.md) the
catalogue's defaults; a scenario picks a profile, and a file in `scenarios/profiles/` replaces it.

The company has {PEOPLE:,} employees, who may take part from their first day, and is simulated
with {len(SEEDS)} seeds for up to {LONG} years. Its pay bands are filled so that the published rates
by pay average to the published rate of all; the highest, which has no upper end, is paid $230,000:
an assumption, on which depends what rate reaches the limit on deferrals. Pay stands still, and no
deferral rates are known at the beginning. Counted are those employed on 31 December. *Within* is
how far the two may lie apart, in points: half of the last digit published, and what chance explains
but for one in 10,000 tests of a result. What was calibrated to a company of this kind comes out a
little different in yours: there, pay, ages and turnover are others.

Written by `make assumptions`; the tests named run with all others.
"""

NOT_REPRODUCED = """\
## What does not come out again

What the models cannot do along with the figures above, whatever values the profile has. The tests
fail when they can.
"""

DIRECTION = """\
## Automatic enrollment lowers the mean of participants and raises that of the eligible

Of the same hires, with the same draws, under `automatic_plan` (default 3 %) and `voluntary_plan`:
those who take part defer less on average, all who are eligible more. Vanguard's sample of 2012
has participants at 5.1 against 7.3 %: <https://paperzz.com/doc/7099630/maximizing-the-match-in-dc-plans>.
Its means of the eligible cannot show the second half: 87 % at 5.1 % make 4.4 %, 74 % at 7.3 % make
5.4 %, but the former have a median pay of $51,151 and a median tenure of 2.3 years, the latter of
$70,354 and 11.7 years.

Test: `test_automatic_enrollment_lowers_the_participants_mean_and_raises_the_eligibles` in
`tests/evidence/test_evidence.py`.
"""

CELL = re.compile(r"^(\| .* \| )([\d.]+ %)( \| [\d.]+ \|)$")


def opened(found: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """A warehouse of `simulated` with the relation that figures are measured on."""
    found.execute(PEOPLE_VIEW)
    return found


def written(figures: Mapping[str, list[Measured]]) -> str:
    """The page, from the measured figures of each result."""
    sections = {key: _section(key, result, figures[key]) for key, result in RESULTS.items()}
    reproduced = [text for key, text in sections.items() if not RESULTS[key].not_reproduced]
    others = [text for key, text in sections.items() if RESULTS[key].not_reproduced]
    return "\n".join([INTRODUCTION, *reproduced, DIRECTION, NOT_REPRODUCED, *others])


def _section(key: str, result: Result, figures: list[Measured]) -> str:
    level = "###" if result.not_reproduced else "##"
    test = "test_what_is_said_not_to_come_out_does_not" if result.not_reproduced else "test_result"
    rows = [_row(figure, found) for figure, found in zip(result.figures, figures, strict=True)]
    parts = [
        f"{level} {result.title} (`{key}`)",
        f"Profile: {_profiles(result.profile)}. Source: <{result.source}>.",
        result.note or result.not_reproduced,
        "\n".join(["| of | published | simulated | within |", "| --- | --- | --- | --- |", *rows]),
        f"Test: `{test}[{key}]` in `tests/evidence/test_evidence.py`.",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _profiles(names: str) -> str:
    return names if names.startswith("none") else ", ".join(f"`{n}`" for n in names.split(", "))


def _row(figure: Figure, found: Measured) -> str:
    return (
        f"| {figure.of} | {100 * figure.published:.1f} % "
        f"| {100 * found.simulated:.1f} % | {100 * found.tolerance:.1f} |"
    )


def without_simulated(page: str) -> list[str]:
    """The lines of a page, with nothing where the simulated figures and what is allowed stand."""
    return [CELL.sub(r"\1", line) for line in page.splitlines()]


def simulated_on(page: str) -> list[float]:
    """The simulated figures of a page, as fractions, in their order."""
    cells = filter(None, map(CELL.match, page.splitlines()))
    return [float(cell[2].removesuffix(" %")) / 100 for cell in cells]


if __name__ == "__main__":
    with simulated() as warehouse:
        relation = opened(warehouse)
        PAGE.write_text(
            written({key: measured(relation, result) for key, result in RESULTS.items()}), "utf-8"
        )
