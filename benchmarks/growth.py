"""How the cost of builds grows: `python -m benchmarks.growth [--people N] [--years Y]`,
`[--of people scenarios replicates] [--memory M]`.

Builds a company of N, 2N and 4N employees, then as many times the scenarios, then as many times
the replicates, each time with all else as in the smallest, and prints a row for each build and
what is fitted to three of them: the fixed part, the part of each person-year, and the exponent of
what grows. An exponent of 1 is linear; it is that of the differences between the builds, in which
the fixed part is gone, and means little where these are but a second or two. CPU time is fitted,
because other work on the machine disturbs it less.
"""

from __future__ import annotations

import argparse
import math
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.__main__ import Measured, measure, write_workspace

FACTORS = (1, 2, 4)
BASE = {"people": 20_000, "scenarios": 2, "replicates": 1}


@dataclass(frozen=True)
class Growth:
    """What grows, as ``fixed + slope * size``; ``exponent`` is that of the size, 1 if linear."""

    fixed: float
    slope: float
    exponent: float | None


def fitted(sizes: Sequence[float], costs: Sequence[float]) -> Growth:
    """The line nearest to the costs of builds, each twice the size of the one before."""
    mean_size, mean_cost = sum(sizes) / len(sizes), sum(costs) / len(costs)
    spread = sum((size - mean_size) ** 2 for size in sizes)
    pairs = zip(sizes, costs, strict=True)
    slope = sum((size - mean_size) * (cost - mean_cost) for size, cost in pairs) / spread
    early, late = costs[1] - costs[0], costs[-1] - costs[-2]
    # What grows as size ** k is 2 ** k times as much from the second to the third doubling.
    exponent = math.log2(late / early) if early > 0 and late > 0 else None
    return Growth(mean_cost - slope * mean_size, slope, exponent)


def main() -> None:
    """Measure what is asked for, by default all three."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.growth", description=__doc__)
    parser.add_argument("--people", type=int, default=BASE["people"])
    parser.add_argument("--years", type=int, default=10)
    parser.add_argument("--of", nargs="+", choices=tuple(BASE), default=list(BASE))
    parser.add_argument("--memory", help="what the database may fill, such as 4GB")
    asked = parser.parse_args()
    limit = ("--memory", asked.memory) if asked.memory else ()
    base = {**BASE, "people": asked.people}
    for varied in asked.of:
        print_heading(varied)
        builds = []
        for factor in FACTORS:
            case = {**base, varied: base[varied] * factor}
            builds.append(_built(case, asked.years, limit))
            print_build(case[varied], builds[-1], _simulated(case, builds[-1]))
        print_growth(base, varied, builds)


def print_heading(varied: str) -> None:
    print(
        f"\n{varied:>10} {'person-years':>13} {'wall s':>8} {'CPU s':>8} {'peak MB':>8} "
        f"{'CPU us each':>12} {'bytes each':>11}"
    )


def print_build(value: int, built: Measured, size: float) -> None:
    """Print a build's row; what is `each` is of a simulated person-year."""
    print(
        f"{value:>10,} {size:>13,.0f} {built.wall:>8.1f} {built.cpu:>8.1f} "
        f"{built.memory / 1e6:>8,.0f} {built.cpu / size * 1e6:>12.2f} "
        f"{built.memory / size:>11,.0f}",
        flush=True,
    )


def print_growth(base: dict[str, int], varied: str, builds: Sequence[Measured]) -> None:
    """Print what is fitted to the builds."""
    cases = [{**base, varied: base[varied] * factor} for factor in FACTORS]
    sizes = [_simulated(case, built) for case, built in zip(cases, builds, strict=True)]
    time = fitted(sizes, [built.cpu for built in builds])
    space = fitted(sizes, [built.memory for built in builds])
    print(
        f"{'CPU':>10}: {time.fixed:.1f} s and {time.slope * 1e6:.2f} us a person-year, "
        f"exponent {_said(time.exponent)}\n"
        f"{'memory':>10}: {space.fixed / 1e6:,.0f} MB and {space.slope:,.0f} bytes a person-year, "
        f"exponent {_said(space.exponent)}"
    )


def _said(exponent: float | None) -> str:
    return "unknown: it does not grow" if exponent is None else f"{exponent:.2f}"


def _built(case: dict[str, int], years: int, limit: Sequence[str]) -> Measured:
    with tempfile.TemporaryDirectory() as folder:
        write_workspace(Path(folder), case["people"], case["scenarios"], years, case["replicates"])
        return measure(Path(folder), *limit)


def _simulated(case: dict[str, int], built: Measured) -> float:
    """Person-years of all replicates: the summary counts those whose people are kept."""
    return built.person_years * case["replicates"]


if __name__ == "__main__":
    main()
