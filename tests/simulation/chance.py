"""How surprising a count or a statistic is, were everything as it should be.

Seeds are fixed, so that every test comes out the same each time. `ERROR` is the probability with
which a test of a perfect simulation would have failed for seeds picked blindly: with about a
hundred statistical tests in this folder, one in a hundred such choices fails somewhere.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

ERROR = 1e-4
"""Probability of each test to fail although nothing is wrong."""


def of_normal(deviation: float) -> float:
    """The probability that a standard normal number is as far from 0, on either side."""
    return math.erfc(abs(deviation) / math.sqrt(2))


def of_count(found: float, probabilities: Iterable[float]) -> float:
    """The probability of a count as far from the expected one, of independent events."""
    chances = list(probabilities)
    variance = math.fsum(chance * (1 - chance) for chance in chances)
    if not variance:
        return float(found == round(math.fsum(chances)))
    return of_normal((found - math.fsum(chances)) / math.sqrt(variance))


def of_shares(counts: Sequence[int], shares: Sequence[float]) -> float:
    """The probability of counts as far from expected shares, or as near, by chi-square."""
    total, whole = sum(counts), math.fsum(shares)
    expected = [total * share / whole for share in shares]
    distance = math.fsum((n - e) ** 2 / e for n, e in zip(counts, expected, strict=True))
    return of_chi_square(distance, len(counts) - 1)


def of_table(rows: Sequence[Sequence[int]]) -> float:
    """The probability of counts as far from independence of rows and columns, or as near."""
    heights = [sum(row) for row in rows]
    widths = [sum(column) for column in zip(*rows, strict=True)]
    total = sum(heights)
    distance = math.fsum(
        (count - height * width / total) ** 2 / (height * width / total)
        for row, height in zip(rows, heights, strict=True)
        for count, width in zip(row, widths, strict=True)
    )
    return of_chi_square(distance, (len(heights) - 1) * (len(widths) - 1))


def of_chi_square(statistic: float, degrees: int) -> float:
    """Twice the smaller tail of chi-square: too even is as wrong as too uneven."""
    below = _regularised_gamma(degrees / 2, statistic / 2)
    return 2 * min(below, 1 - below)


def _regularised_gamma(a: float, x: float) -> float:
    """The lower incomplete gamma function over the whole, by its power series."""
    if x <= 0:
        return 0.0
    term = total = 1 / a
    n = 0
    while term > total * 1e-16:
        n += 1
        term *= x / (a + n)
        total += term
    return min(1.0, total * math.exp(a * math.log(x) - x - math.lgamma(a)))
