"""Strict YAML with line marks: beside the parser in `syntax`, the only place that knows YAML.

Scalars are read as YAML 1.2 reads them, so that `yes`, `on`, `12:30` and `2026-01-01` are
text. What makes a file mean something else than it says is an error: duplicate keys,
anchors, aliases, tags, several documents.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from runner.errors import Problem
from runner.scenarios.nodes import Key, Node, Scalar
from runner.scenarios.syntax import events
from runner.scenarios.text import UnreadableError, text_of
from runner.scenarios.wording import quoted

DEEPEST_NESTING = 32

MOST_VALUES = 10_000
"""In a file, names and values counted each; the largest scenarios have some hundred."""

MOST_PROBLEMS = 20
"""In a file, before the rest of it is left unread."""

LARGEST_NUMBER = 10**18
"""Up to it, integers and cents fit the types of every engine."""

_CONSTANTS: dict[str, Scalar] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER = re.compile(r"[-+]?[0-9]+\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True)
class Document:
    """A file's content, or None if nothing could be read, and everything wrong with it."""

    root: Node | None
    problems: tuple[Problem, ...]


@dataclass
class _Reading:
    """A file being read: its parser's events still to come and the problems found so far."""

    path: Path
    events: Iterator[Any]
    problems: list[Problem] = field(default_factory=list)
    values: int = 0

    def reject(self, line: int, message: str) -> None:
        problem = Problem(self.path, line, message)
        if problem in self.problems:
            return
        self.problems.append(problem)
        if len(self.problems) == MOST_PROBLEMS:
            raise UnreadableError(
                line,
                f"these are {MOST_PROBLEMS} mistakes, and the rest of the file was not read. "
                "It may have more. Correct these first.",
            )

    def count(self, line: int) -> None:
        """Count a name or value; raises UnreadableError for too many."""
        self.values += 1
        if self.values > MOST_VALUES:
            raise UnreadableError(
                line,
                f"here the file has more than {MOST_VALUES:,} names and values. No scenario "
                "needs as many. Data belongs in a census file: name that in census.path.",
            )


def read(path: Path) -> Document:
    """Read a file whose top level is a mapping. Never raises for what the file contains."""
    reading = _Reading(path, iter(()))
    root = None
    try:
        reading.events = events(text_of(path))
        root = _root(reading)
    except UnreadableError as error:
        reading.problems.append(Problem(path, error.line, error.message))
    return Document(root, tuple(reading.problems))


def dump(values: Any) -> str:
    """Write plain values as YAML that `read` understands as the same values."""
    return _dumped(values, default_flow_style=False)


def inline(value: Any) -> str:
    """Write a plain value as YAML on one line."""
    text = _dumped(value, default_flow_style=True)
    return " ".join(text.removesuffix("...\n").split("\n")).strip()


def _dumped(values: Any, **options: Any) -> str:
    return yaml.dump(
        values, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=math.inf, **options
    )


class _Dumper(yaml.SafeDumper):
    """Quotes text that either version of YAML would take for a number, and never aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


_Dumper.add_implicit_resolver("tag:yaml.org,2002:float", _FLOAT, list("-+.0123456789"))


def _root(reading: _Reading) -> Node | None:
    next(reading.events)  # the stream's start
    if isinstance(next(reading.events), yaml.StreamEndEvent):
        raise UnreadableError(
            0,
            "the file is empty. A scenario needs at least a label. "
            "Write e.g. 'label: Richer match'.",
        )
    root = _node(reading, next(reading.events), depth=1)
    next(reading.events)  # the document's end
    following = next(reading.events)
    if not isinstance(following, yaml.StreamEndEvent):
        reading.reject(
            _line(following),
            "a second document begins here. A file holds one. Remove the line '---' or split "
            "the file.",
        )
    if isinstance(root.value, dict):
        return root
    reading.reject(
        root.line,
        f"the file's content is {quoted(root.value)}. At the top level there must be "
        "'name: value' lines. Write e.g. 'label: Richer match'.",
    )
    return None


def _node(reading: _Reading, event: Any, depth: int, line: int | None = None) -> Node:
    """One value; its line is the line of its key, so that messages point at the name."""
    line = line or _line(event)
    reading.count(line)
    _reject_marks(reading, event)
    if isinstance(event, yaml.AliasEvent):
        return Node(None, reading.path, line)
    if isinstance(event, yaml.ScalarEvent):
        return Node(_scalar(reading, event), reading.path, line)
    if depth > DEEPEST_NESTING:
        raise UnreadableError(
            _line(event),
            f"this is nested deeper than {DEEPEST_NESTING} levels. No parameter is. Check the "
            "brackets and the indentation.",
        )
    if isinstance(event, yaml.MappingStartEvent):
        return Node(_mapping(reading, depth), reading.path, line)
    return Node(_items(reading, depth), reading.path, line)


def _items(reading: _Reading, depth: int) -> list[Node]:
    items = []
    while not isinstance(event := next(reading.events), yaml.SequenceEndEvent):
        items.append(_node(reading, event, depth + 1))
    return items


def _mapping(reading: _Reading, depth: int) -> dict[Key, Node]:
    entries: dict[Key, Node] = {}
    while not isinstance(event := next(reading.events), yaml.MappingEndEvent):
        line = _line(event)
        key = _node(reading, event, depth + 1).value
        value_event = next(reading.events)
        value = _node(reading, value_event, depth + 1, line)
        if isinstance(key, bool) or not isinstance(key, str | int):
            reading.reject(
                line,
                f"{quoted(key)} stands where a name must be. Names are text or years. "
                "Put it in quotes or correct it.",
            )
        elif key in entries:
            reading.reject(
                line,
                f"{quoted(key)} is written twice, first in line {entries[key].line}. A name "
                "may occur once in a section. Remove one of the two.",
            )
        elif not isinstance(value_event, yaml.AliasEvent):
            entries[key] = value
    return entries


def _reject_marks(reading: _Reading, event: Any) -> None:
    """Aliases, anchors and tags: what they stand for is not where one reads it."""
    if isinstance(event, yaml.AliasEvent):
        what = f"the alias '*{event.anchor}'"
    elif event.anchor is not None:
        what = f"the anchor '&{event.anchor}'"
    elif event.tag is not None:
        what = f"the tag '{event.tag.replace('tag:yaml.org,2002:', '!!')}'"
    else:
        return
    reading.reject(
        _line(event),
        f"{what} is used. Scenario files have no anchors, aliases or tags. Write the value "
        "itself; what several scenarios share belongs in a template.",
    )


def _scalar(reading: _Reading, event: yaml.ScalarEvent) -> Scalar:
    text = event.value
    if event.style is None:
        return _plain(reading, event, text)
    if _UNSTORABLE.search(text):
        reading.reject(
            _line(event),
            "an escape in this text stands for no character. Text consists of printable "
            "characters. Write the character itself.",
        )
    return text


def _plain(reading: _Reading, event: yaml.ScalarEvent, text: str) -> Scalar:
    """A scalar without quotes: null, true, false, a number, or else text."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if not _FLOAT.match(text):
        return text
    if abs(float(text)) <= LARGEST_NUMBER:
        return _integer(text) if _INTEGER.match(text) else float(text)
    reading.reject(
        _line(event),
        f"{quoted(text)} is too large a number. Numbers reach up to 1e18. Put it in quotes if "
        "it is text.",
    )
    return text


def _integer(text: str) -> int:
    """Python refuses thousands of digits, also if nearly all of them are leading zeros."""
    digits = int(text.lstrip("+-").lstrip("0") or "0")
    return -digits if text.startswith("-") else digits


def _line(event: Any) -> int:
    return event.start_mark.line + 1
