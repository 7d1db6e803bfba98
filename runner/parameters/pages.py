"""The parameters as a page of documentation and as text for a terminal."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator
from functools import reduce
from typing import Any

from runner.parameters.reference import Entry
from runner.parameters.shapes import shape_of

_INTRODUCTION = """\
# Parameters

What a scenario can say beneath `parameters:`. Everything has a default, so that a file says only
what differs. What may differ *by year* takes a value, or values that hold from a year on:
`{2026: 0.03, 2028: 0.02}`.

*Moves* names what changes when the parameter alone is varied: metrics of `fct_plan_years`, or
columns of other tables if no metric does. `make moves` measures it.

Written by `make docs` from the catalogue in `runner/parameters/`; `runner parameters` shows the
same on a terminal.
"""

_ADDRESS = re.compile(r"https?://\S+[^\s.,;:)]")


def as_markdown(found: Iterable[Entry]) -> str:
    """A page with a heading for each section and parameter."""
    lines = [_INTRODUCTION]
    for section, members in _by_section(found).items():
        level = "#" * (2 + section.count("."))
        lines.append(f"{level} {section}\n\n{_section(section)['description']}\n")
        lines += [_entry(entry, f"{level}#") for entry in members]
    return "\n".join(lines)


def as_text(found: Iterable[Entry], width: int) -> str:
    """Each parameter with its facts, wrapped to a width; addresses are not broken."""
    return "\n\n".join("\n".join(_text(entry, width)) for entry in found) + "\n"


def linked(text: str) -> str:
    """A text whose addresses are links in Markdown."""
    return _ADDRESS.sub(lambda found: f"<{found[0]}>", text)


def _by_section(found: Iterable[Entry]) -> dict[str, list[Entry]]:
    """The parameters of each section together, sections in the order of their first parameter."""
    sections: dict[str, list[Entry]] = {}
    for entry in found:
        sections.setdefault(entry.path.rpartition(".")[0], []).append(entry)
    return sections


def _section(path: str) -> dict[str, Any]:
    return reduce(lambda shape, name: shape["properties"][name], path.split("."), shape_of())


def _entry(entry: Entry, level: str) -> str:
    facts = "\n".join(f"- {name}: {_fact(name, text)}" for name, text in entry.facts)
    return f"{level} `{entry.path}`\n\n{entry.description}\n\n{facts}\n"


def _fact(name: str, text: str) -> str:
    return f"`{text}`" if name == "default" else linked(text)


def _text(entry: Entry, width: int) -> Iterator[str]:
    yield entry.path
    indented: Any = {"width": width, "break_long_words": False, "break_on_hyphens": False}
    yield textwrap.fill(entry.description, initial_indent="  ", subsequent_indent="  ", **indented)
    for name, text in entry.facts:
        yield textwrap.fill(
            text, initial_indent=f"  {name:<9}", subsequent_indent=" " * 11, **indented
        )
