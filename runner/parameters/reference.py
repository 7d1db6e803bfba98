"""What is known about each parameter, in words: the facts that documentation shows."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from textwrap import shorten
from typing import Any

from runner.parameters.broken import in_digits
from runner.parameters.catalogue import Leaf, leaves
from runner.parameters.moves import moves
from runner.parameters.shapes import Shape, alternatives, leaf_shapes

UNKEYED = ("description", "default", "source", "unit")
"""What a shape says beside the values that it allows."""


@dataclass(frozen=True)
class Entry:
    """A parameter in words. ``default`` is what a file would say, ``facts`` what a reader sees."""

    path: str
    description: str
    unit: str
    allowed: str
    default: Any
    by_year: bool
    source: str | None
    moves: tuple[str, ...]

    @property
    def facts(self) -> list[tuple[str, str]]:
        """Name and text of each fact, in the order in which they are shown."""
        facts = [
            ("unit", self.unit),
            ("allowed", self.allowed),
            ("default", in_words(self.default)),
            ("by year", "yes" if self.by_year else "no"),
            ("source", self.source or ""),
            ("moves", ", ".join(self.moves)),
        ]
        return [(name, text) for name, text in facts if text]


def entries(group: str = "") -> list[Entry]:
    """The parameters of a group, which is any part of a path from its start; all if empty."""
    shapes = leaf_shapes()
    return [
        _entry(leaf, shapes[leaf.path])
        for leaf in leaves()
        if not group or f"{leaf.path}.".startswith(f"{group}.")
    ]


def groups() -> list[str]:
    """Every name that `entries` takes: the sections and the parameters themselves."""
    parts = (leaf.path.split(".") for leaf in leaves())
    names = (".".join(path[: n + 1]) for path in parts for n in range(len(path)))
    return list(dict.fromkeys(names))


def _entry(leaf: Leaf, shape: Shape) -> Entry:
    values = shape["anyOf"][0] if leaf.by_year else shape
    return Entry(
        path=leaf.path,
        description=shape["description"],
        unit=shape["unit"],
        allowed=allowed(values),
        default=shape.get("default"),
        by_year=leaf.by_year,
        source=shape.get("source"),
        moves=moves(leaf.path),
    )


def allowed(shape: Shape) -> str:
    """The values that a shape allows, in words."""
    return ", or ".join(_one_allowed(each) for each in alternatives(shape))


def _one_allowed(shape: Shape) -> str:
    kind = shape["type"]
    if "enum" in shape:
        *others, last = shape["enum"]
        return f"{', '.join(others)} or {last}" if others else str(last)
    if kind in ("number", "integer"):
        return _range(shape)
    if kind == "array":
        return f"a list of {_item(shape['items'])}"
    if kind == "object":
        return f"text for any of {', '.join(shape['properties'])}"
    if kind == "string":
        return {"date": "a date, year-month-day"}.get(
            shape.get("format", ""), "month-day" if "pattern" in shape else "text"
        )
    return {"boolean": "true or false", "null": "none"}[kind]


def _range(shape: Shape) -> str:
    """The bounds of a number; where both kinds of a bound are given, the exclusive one holds."""
    above, least = shape.get("exclusiveMinimum"), shape.get("minimum")
    below, most = shape.get("exclusiveMaximum"), shape.get("maximum")
    low = in_words(least) if above is None else f"above {in_words(above)}"
    high = f"to {in_words(most)}" if below is None else f"to below {in_words(below)}"
    if "multipleOf" in shape:
        return f"{low} {high} in steps of {in_words(shape['multipleOf'])}"
    return f"whole number, {low} {high}" if shape["type"] == "integer" else f"{low} {high}"


def _item(shape: Shape) -> str:
    if "properties" not in shape:
        return allowed(shape)
    parts = (f"{name}: {allowed(each)}" for name, each in shape["properties"].items())
    return f"{{{'; '.join(parts)}}}"


def in_words(value: Any) -> str:
    """A value as a file says it, in one line; numbers with thousands separated, null as none."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | Decimal):
        digits = in_digits(value)
        return f"{Decimal(digits):,f}" if abs(value) >= 10_000 else digits
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {_plain(each)}' for key, each in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_plain, value))}]"
    return str(value)


def _plain(value: Any) -> str:
    """A value within a list or mapping, which can be copied into a file."""
    if isinstance(value, bool | dict | list):
        return in_words(value)
    return in_digits(value) if isinstance(value, float) else str(value)


def row(entry: Entry) -> tuple[str, str, str, str]:
    """A parameter in a line of a table; long values are shortened."""
    by_year = "yes" if entry.by_year else ""
    texts = (in_words(entry.default), entry.allowed)
    default, values = (shorten(text, 40, placeholder=" ...") for text in texts)
    return entry.path, by_year, default, values


def as_json(found: Iterable[Entry]) -> str:
    """Entries for other programs: what is shown, and the values allowed as JSON Schema."""
    shapes = leaf_shapes()
    content = [
        {
            **vars(entry),
            "schema": {k: v for k, v in shapes[entry.path].items() if k not in UNKEYED},
        }
        for entry in found
    ]
    return json.dumps(content, indent=2, ensure_ascii=False, default=dt.date.isoformat) + "\n"
