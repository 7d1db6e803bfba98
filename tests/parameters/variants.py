"""Scenarios that differ in one parameter alone, derived from the catalogue.

`variants.yml` beside this says in which surroundings a parameter can act and what cannot be
derived. Everything in the catalogue is varied, also the fields of the entries of lists.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from runner.parameters.catalogue import CENSUS_COLUMNS, Parameters
from runner.parameters.fields import Field, fields
from runner.scenarios.files import read
from runner.scenarios.nodes import plain
from runner.scenarios.printing import as_json

DATA = Path(__file__).parent / "variants.yml"
START = 2026

Tree = dict[str, Any]


class Underivable(Exception):
    """The catalogue does not say how to vary something; the message says what to add."""


@dataclass(frozen=True)
class Variant:
    """A scenario that says ``value`` for ``leaf`` and otherwise what its context says.

    ``name`` is what must move something: a path, or `path=choice` where a parameter has
    choices. A ``later`` variant says the value from the second year on.
    """

    path: str
    leaf: str
    context: Tree
    value: Any
    name: str
    later: bool = False

    @property
    def parameters(self) -> Tree:
        """What the scenario says."""
        return overlaid(self.context, nested(self.leaf, self.value))


def settings() -> Tree:
    """What `variants.yml` says, read like a scenario file."""
    root = read(DATA).root
    assert root is not None
    return plain(root)


def variants(data: Tree, catalogue: Iterable[Field] | None = None) -> list[Variant]:
    """All variants of all single values of the catalogue that are not exempt.

    Raises Underivable, with all paths of which the catalogue does not tell another value.
    """
    derived = {field.path: list(_variants(field, data)) for field in catalogue or fields()}
    without = [path for path, found in derived.items() if not found]
    if without:
        raise Underivable("\n".join(map(_what_to_add, without)))
    return [variant for found in derived.values() for variant in found]


def _what_to_add(path: str) -> str:
    return (
        f"{path}: no other value follows from its type, bounds and rules. Add "
        f"'{path}: {{values: [...], context: {{...}}}}' to {DATA.name}: values to try, and what "
        "must be said beside them so that they act."
    )


def context_of(path: str, data: Tree) -> Tree:
    """What must be said so that something acts."""
    return overlaid(data["common"], entry_of(path, data)["context"])


def entry_of(path: str, data: Tree) -> Tree:
    """What the data say about a path: its own entry over those of what it is part of."""
    entry: Tree = {"context": {}}
    for key in sorted(data["parameters"], key=len):
        if path == key or path.startswith((f"{key}.", f"{key}[")):
            found = data["parameters"][key]
            entry["context"] = overlaid(entry["context"], found.get("context", {}))
            if path == key:
                entry |= {"values": found["values"]} if "values" in found else {}
    return entry


def _variants(field: Field, data: Tree) -> Iterator[Variant]:
    entry = entry_of(field.path, data)
    path, leaf = field.path, field.leaf.path
    context = context_of(path, data)
    now = at(json.loads(as_json(Parameters.model_validate(context))), leaf)
    found: list[Variant] = []
    for value, suffix in _candidates(field, now, entry):
        is_new = value not in (now, *(each.value for each in found))
        if is_new and _is_valid(overlaid(context, nested(leaf, value))):
            name = f"{path}{suffix}"
            found.append(Variant(name.partition("=")[0], leaf, context, value, name))
    if not (field.choices or "values" in entry or field.type is dict):
        found = found[:2]
    yield from found
    if field.leaf.by_year and found:
        by_year = {START: now, START + 1: found[0].value}
        yield replace(found[0], value=by_year, name=f"{path} from {START + 1} on", later=True)


def _candidates(field: Field, now: Any, entry: Tree) -> Iterator[tuple[Any, str]]:
    """Values to try in place of a parameter's, each with what is appended to its name."""
    if "values" in entry:
        yield from ((value, "") for value in entry["values"])
    elif field.path == "census.columns":
        yield from (({name: f"other_{name}"}, f"[{name}]") for name in CENSUS_COLUMNS)
    elif field.path == field.leaf.path:
        yield from _single(field, now)
    else:
        for change in _changes(field):
            for first in (1, 0):
                yield with_entries(field, now, change, first), ""


def _single(field: Field, now: Any) -> Iterator[tuple[Any, str]]:
    if field.choices:
        yield from ((choice, f"={choice}") for choice in field.choices if choice != now)
    elif field.type is bool:
        yield (not now), ""
    elif field.type is dt.date:
        yield from ((f"{year}-06-30", "") for year in (START + 1, START, START - 1))
    elif now is None and field.type in (float, int, Decimal):
        yield 1000 if field.type is Decimal else field.maximum, ""
    else:
        yield from ((change(now), "") for change in _changes(field))


def _changes(field: Field) -> Iterator[Callable[[Any], Any]]:
    """Ways to change a number that keep the order of several; the gentlest first."""
    low, high = field.minimum, field.maximum
    if field.type is int:
        yield lambda x: 2 * x
        yield lambda x: x // 2
        yield lambda x: x + 1
        yield lambda x: x - 1
    elif field.type in (float, Decimal):
        digits = 2 if field.type is Decimal else 4
        middle = lambda x, bound: round((x + float(bound)) / 2, digits)  # noqa: E731
        yield lambda x: round(min(2 * x, (x + float(high)) / 2), digits)
        yield lambda x: round(x / 2, digits)
        yield lambda x: middle(x, high)
        yield lambda x: middle(x, low)


def with_entries(
    field: Field, entries: list[Any] | None, change: Callable[[Any], Any], first: int = 0
) -> list[Any] | None:
    """The entries of a list parameter with another value of a field, from the ``first`` on."""
    inner = field.path.removeprefix(f"{field.leaf.path}[]").strip(".").split(".")
    return _entries(entries, inner, change, first)


def _entries(
    entries: Any, names: list[str], change: Callable[[Any], Any], first: int
) -> list[Any] | None:
    changed = deepcopy(entries)
    name, *inner = names
    for entry in changed or ():
        if name.endswith("[]"):
            entry[name[:-2]] = _entries(entry[name[:-2]], inner, change, first)
    for entry in (changed or ())[first:]:
        if not name.endswith("[]"):
            entry[name] = change(entry[name])
    return changed


def _is_valid(parameters: Tree) -> bool:
    try:
        Parameters.model_validate(parameters)
    except ValidationError:
        return False
    return True


def nested(path: str, value: Any) -> Tree:
    """Sections with a single value in them."""
    for name in reversed(path.split(".")):
        value = {name: value}
    return value


def at(tree: Tree, path: str) -> Any:
    """The value that stands at a path."""
    value: Any = tree
    for name in path.split("."):
        value = value[name]
    return value


def overlaid(below: Tree, above: Tree) -> Tree:
    """Sections merged, the second winning."""
    merged = dict(below)
    for key, value in above.items():
        is_section = isinstance(value, dict) and isinstance(below.get(key), dict)
        merged[key] = overlaid(below[key], value) if is_section and value else value
    return merged
