"""Resolved parameters as text that a scenario file may contain."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from runner.parameters.kinds import ALL_YEARS
from runner.scenarios.files import dump

if TYPE_CHECKING:
    from pydantic import BaseModel

    from runner.scenarios.resolve import ResolvedScenario


def as_yaml(parameters: BaseModel) -> str:
    """All parameters with their defaults, as the `parameters` section of a scenario."""
    return dump(_plain(parameters.model_dump()))


def as_file(scenario: ResolvedScenario) -> str:
    """A scenario file that says in full what the scenario says by inheritance."""
    header = {
        "label": scenario.label,
        "description": scenario.description,
        "kind": scenario.kind,
        "tags": list(scenario.tags),
        "baseline": scenario.baseline_id,
    }
    header = {name: value for name, value in header.items() if value}
    parameters = _plain(scenario.parameters.model_dump())
    return f"# Resolved from {scenario.path.name}.\n" + dump({**header, "parameters": parameters})


def as_json(parameters: BaseModel) -> str:
    """The same as JSON; years are keys and therefore text."""
    return json.dumps(_plain(parameters.model_dump()), indent=2) + "\n"


def _plain(value: Any) -> Any:
    """Values as files have them: one for all years stands alone, amounts are numbers."""
    if isinstance(value, dict):
        if list(value) == [ALL_YEARS]:
            return _plain(value[ALL_YEARS])
        return {key: _plain(child) for key, child in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(child) for child in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if isinstance(value, dt.date) else value
