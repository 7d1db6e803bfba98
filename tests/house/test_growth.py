"""What the benchmark of growth fits to builds of one, two and four times a size."""

from __future__ import annotations

import pytest

from benchmarks.growth import fitted


@pytest.mark.parametrize("fixed", [0.0, 7.0])
@pytest.mark.parametrize("exponent", [0.5, 1.0, 1.5, 2.0])
def test_the_exponent_is_that_of_what_grows_whatever_is_fixed(
    fixed: float, exponent: float
) -> None:
    sizes = [1_000.0, 2_000.0, 4_000.0]
    growth = fitted(sizes, [fixed + 3 * size**exponent for size in sizes])
    assert growth.exponent == pytest.approx(exponent)


def test_a_line_is_found_as_it_is() -> None:
    growth = fitted([10, 20, 40], [5 + 2 * size for size in (10, 20, 40)])
    assert (growth.fixed, growth.slope) == pytest.approx((5, 2))


def test_what_does_not_grow_has_no_exponent() -> None:
    assert fitted([10, 20, 40], [5, 5, 5]).exponent is None
    assert fitted([10, 20, 40], [5, 4, 6]).exponent is None
