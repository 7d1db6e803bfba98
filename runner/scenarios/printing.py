"""Resolved parameters as text that a scenario file may contain."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from runner import project
from runner.errors import printable
from runner.scenarios.defaults import as_written
from runner.scenarios.files import dump, inline
from runner.scenarios.nodes import Node, Override

if TYPE_CHECKING:
    from pydantic import BaseModel

    from runner.scenarios.resolve import ResolvedScenario

_LONGEST_VALUE = 60
"""Characters of a value in a comment."""


def as_yaml(parameters: BaseModel) -> str:
    """All parameters with their defaults, as the `parameters` section of a scenario."""
    return dump(as_written(parameters.model_dump()))


def as_json(parameters: BaseModel) -> str:
    """The same as JSON; years are keys and therefore text."""
    return json.dumps(as_written(parameters.model_dump()), indent=2) + "\n"


def as_file(scenario: ResolvedScenario) -> str:
    """A scenario file that says in full what the scenario says by inheritance.

    A comment at each parameter names the file and line that set it, and what it overrode.
    """
    header = {
        "label": scenario.label,
        "description": scenario.description,
        "kind": scenario.kind,
        "tags": list(scenario.tags),
        "baseline": scenario.baseline_id,
    }
    lines = [f"# Resolved from {scenario.path.name}."]
    lines += dump({name: value for name, value in header.items() if value}).splitlines()
    parameters = as_written(scenario.parameters.model_dump())
    lines += _section("parameters", parameters, scenario.tree, scenario.path.parent)
    return "\n".join(lines) + "\n"


def _section(name: str, values: dict[str, Any], node: Node, folder: Path) -> list[str]:
    """The lines of a section, each parameter with the comment that says where it comes from."""
    lines = [f"{name}:"]
    for key, value in values.items():
        child = node.child(key) or node
        if isinstance(value, dict) and value and child.is_section:
            inner = _section(key, value, child, folder)
        else:
            inner = _parameter(key, value, _provenance(child, folder))
        lines += [f"  {line}" for line in inner]
    return lines


def _parameter(key: str, value: Any, comment: str) -> list[str]:
    first, *others = dump({key: value}).splitlines()
    if others and isinstance(value, str):  # of several lines, in which a comment would be text
        return [f"# {comment}", first, *others]
    return [f"{first}  # {comment}", *others]


def _provenance(node: Node, folder: Path) -> str:
    overrode = [f"{_short(each.value)} ({_place(each, folder)})" for each in node.overrode]
    text = ", overrode ".join([_place(node, folder), *([", ".join(overrode)] if overrode else [])])
    return printable(text)


def _place(origin: Node | Override, folder: Path) -> str:
    """File, line and marker of a value, the file as seen from the folder of the scenarios."""
    marker = f" {origin.marker}" if origin.marker else ""
    return f"{_seen_from(folder, origin.path)}{f':{origin.line}' if origin.line else ''}{marker}"


def _seen_from(folder: Path, path: Path) -> str:
    if path.is_relative_to(folder):
        return path.relative_to(folder).as_posix()
    shipped = project.shipped_scenarios()
    if path.is_relative_to(shipped):
        return f"shipped {path.relative_to(shipped).as_posix()}"
    return path.as_posix()


def _short(value: Any) -> str:
    text = inline(value)
    return text if len(text) <= _LONGEST_VALUE else f"{text[: _LONGEST_VALUE - 3]}..."
