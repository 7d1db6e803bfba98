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

from runner.parameters.bounds import check
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
    """All variants of all single values of the catalogue.

    Raises Underivable, with everything of which the catalogue does not tell another value.
    """
    found: list[Variant] = []
    missing: list[str] = []
    for field in catalogue or fields():
        try:
            found += _variants(field, data)
        except Underivable as error:
            missing.append(str(error))
    if missing:
        raise Underivable("\n".join(missing))
    return found


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
    path, leaf = field.path, field.leaf.path
    entry, context = entry_of(path, data), context_of(path, data)
    now = at(json.loads(as_json(Parameters.model_validate(context))), leaf)
    tried: dict[str, Variant] = {}
    refused = ""
    for value, suffix in _candidates(field, now, entry):
        name = f"{path}{suffix}"
        variant = Variant(name.partition("=")[0], leaf, context, value, name)
        refusals = check(variant.parameters).findings
        if refusals:
            refused = refused or f" {value!r} is refused: {refusals[0].details['msg']}"
        elif value != now:
            tried.setdefault(json.dumps(value), variant)
    # Of numbers any two will do; what is named must all be possible.
    is_named = bool(field.choices) or field.type in (bool, dict) or "values" in entry
    if not tried or (is_named and refused):
        raise Underivable(_what_to_add(path, refused))
    found = list(tried.values())[: None if is_named else 2]
    yield from found
    if field.leaf.by_year:
        by_year = {START: now, START + 1: found[0].value}
        yield replace(found[0], value=by_year, name=f"{path} from {START + 1} on", later=True)


def _what_to_add(path: str, refused: str) -> str:
    return (
        f"{path}: its type, bounds and rules do not tell what to try.{refused} Add "
        f"'{path}: {{values: [...], context: {{...}}}}' to {DATA.name}: values to try (if they "
        "cannot be derived), and what must be said beside them so that they act."
    )


def _candidates(field: Field, now: Any, entry: Tree) -> Iterator[tuple[Any, str]]:
    """Values to try in place of a parameter's, each with what is appended to its name."""
    if "values" in entry:
        yield from ((value, "") for value in entry["values"])
    elif field.path == "census.columns":
        yield from (({name: f"other_{name}"}, f"[{name}]") for name in CENSUS_COLUMNS)
    elif field.path == field.leaf.path:
        yield from _single(field, now)
    elif now:
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
    field: Field, entries: list[Any], change: Callable[[Any], Any], first: int = 0
) -> list[Any]:
    """The entries of a list parameter with another value of a field, from the ``first`` on."""
    names = field.path.removeprefix(f"{field.leaf.path}[]").split(".")
    return _entries(entries, [name for name in names if name], change, first)


def _entries(
    entries: list[Any], names: list[str], change: Callable[[Any], Any], first: int
) -> list[Any]:
    if not names:
        return [*entries[:first], *map(change, entries[first:])]
    changed = deepcopy(entries)
    name, *inner = names
    for entry in changed:
        if name.endswith("[]"):
            entry[name[:-2]] = _entries(entry[name[:-2]], inner, change, first)
    for entry in changed[first:]:
        if not name.endswith("[]"):
            entry[name] = change(entry[name])
    return changed


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
