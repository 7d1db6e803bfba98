"""How messages show values and suggest names."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable
from typing import Any

from runner.errors import printable

LONGEST_NAME = 100
"""Characters: what is longer is no mistyped name, and comparing it takes long."""


def quoted(value: Any) -> str:
    """A value as messages show it: text in quotes and shortened, the rest as YAML has it."""
    if isinstance(value, dict):
        return "a section"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, str):
        return repr(value if len(value) <= 60 else f"{value[:57]}...")
    return "nothing" if value is None else json.dumps(value, default=str)


def nearest(name: object, known: Iterable[str]) -> str | None:
    """The known name most like a mistyped one, None if none is alike."""
    if len(str(name)) > LONGEST_NAME:
        return None
    lowered = {each.lower(): each for each in known}
    found = difflib.get_close_matches(str(name).lower(), lowered, n=1)
    return lowered[found[0]] if found else None


def suggestion(name: object, known: Iterable[str]) -> str:
    """`` Did you mean 'x'?``, or nothing if no known name is alike."""
    near = nearest(name, known)
    return f" Did you mean {near!r}?" if near else ""


def listed(names: Iterable[str]) -> str:
    """Names in a row, or a word for there being none."""
    return ", ".join(map(printable, names)) or "none"


def as_text(value: Any) -> str:
    """What to do about a value that should be text."""
    return "Write text instead" if isinstance(value, dict | list) else "Put it in quotes"
