"""How long a build will take, from how long earlier ones took.

Each stage and each model takes a fixed time and one that grows with the size of the company, which
is counted in person-years: employees, years, replicates and scenarios multiplied.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

PERSON_YEARS_PER_NODE = 4_000
"""So many person-years take as long as the fixed part of one model or test.

Measured over whole builds of 10,000 to 8,000,000 person-years: 2,000 where a workforce has one or
two scenarios, 9,000 where it has eight. It only matters while all builds on record are of about
one size.
"""

ONE_SIZE = 1.25
"""Sizes nearer to each other than by this factor do not tell fixed times from growing ones."""


@dataclass(frozen=True)
class Past:
    """A build on record: its person-years, and the seconds of each stage or model."""

    size: float
    seconds: Mapping[str, float]


def forecast(history: Sequence[Past], size: float) -> dict[str, float]:
    """The seconds of each stage or model in a build of this size; empty without history.

    What the latest build did is what the next one is expected to do.
    """
    if not history:
        return {}
    shares = _growing_shares(history)
    return {name: _expected(name, history, size, shares) for name in history[-1].seconds}


def remaining(expected: Mapping[str, float], done: Mapping[str, float]) -> float | None:
    """The seconds that are left of what was expected, if anything was.

    The machine may be slower or faster than it was: what is done says by how much, the more
    of the whole it is.
    """
    if not expected:
        return None
    total = sum(expected.values())
    left = sum(seconds for name, seconds in expected.items() if name not in done)
    known = [name for name in done if name in expected]
    were, took = sum(expected[name] for name in known), sum(done[name] for name in known)
    if were <= 0 or total <= 0:
        return left
    trust = min(1.0, 2 * were / total)
    return left * (1 + trust * (took / were - 1))


def _expected(
    name: str, history: Sequence[Past], size: float, shares: Mapping[str, float]
) -> float:
    """The seconds of one stage or model."""
    points = [(past.size, past.seconds[name]) for past in history if name in past.seconds]
    sizes = [each for each, _ in points]
    if max(sizes) <= ONE_SIZE * min(sizes):
        at, seconds = _mean(sizes), _mean([each for _, each in points])
        return seconds * (1 + shares[name] * (size / at - 1)) if at else seconds
    fixed, growing = _line(points)
    return fixed + growing * size


def _line(points: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """The line nearest to the points that falls nowhere and starts at 0 or above."""
    mean_x, mean_y = _mean([x for x, _ in points]), _mean([y for _, y in points])
    spread = sum((x - mean_x) ** 2 for x, _ in points)
    slope = max(0.0, sum((x - mean_x) * (y - mean_y) for x, y in points) / spread)
    start = mean_y - slope * mean_x
    return (start, slope) if start >= 0 else (0.0, mean_y / mean_x)


def _growing_shares(history: Sequence[Past]) -> dict[str, float]:
    """The part of each stage's or model's time that grows with the size, in the latest build.

    Fixed times are alike, so what is long is so because it grows: everything is fixed up to a
    level, which is such that the fixed parts make up what they do of the whole.
    """
    latest = history[-1]
    seconds = sorted(latest.seconds.values())
    nodes = len(seconds)
    fixed = sum(seconds) * nodes / (nodes + latest.size / PERSON_YEARS_PER_NODE)
    level = 0.0
    for index, each in enumerate(seconds):
        level = fixed / (nodes - index)
        if each >= level:
            break
        fixed -= each
    return {
        name: max(0.0, 1 - level / each) if each > 0 else 0.0
        for name, each in latest.seconds.items()
    }


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
