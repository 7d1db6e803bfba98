"""The catalogue's defaults as the file would have them that lies beneath all others."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from runner.parameters.kinds import ALL_YEARS
from runner.scenarios.nodes import DEFAULT, Node, node_of

if TYPE_CHECKING:
    from pydantic import BaseModel


@cache
def default_tree(model: type[BaseModel]) -> Node:
    """All parameters of a catalogue with their defaults."""
    return node_of(as_written(model().model_dump()), DEFAULT)


def as_written(value: Any) -> Any:
    """Values as files have them: one for all years stands alone, amounts are numbers."""
    if isinstance(value, dict):
        if list(value) == [ALL_YEARS]:
            return as_written(value[ALL_YEARS])
        return {key: as_written(child) for key, child in value.items()}
    if isinstance(value, list | tuple):
        return [as_written(child) for child in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if isinstance(value, dt.date) else value
