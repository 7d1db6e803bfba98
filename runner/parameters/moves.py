"""What each parameter moves: measured by varying it alone, see `tests/parameters`."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("moves.json")
"""By path the metrics of `fct_plan_years`, or columns of other marts if no metric moves."""


def moves(path: str) -> tuple[str, ...]:
    """What a parameter, or a field of its entries (`plan.match.tiers[].rate`), can move.

    A metric of `fct_plan_years` stands by its name, a column of another mart as `mart.column`.
    Nothing for a path that was never measured.
    """
    return _moves().get(path, ())


@cache
def _moves() -> dict[str, tuple[str, ...]]:
    content = json.loads(FILE.read_text("utf-8"))
    return {path: tuple(columns) for path, columns in content.items()}
