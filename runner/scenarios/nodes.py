"""What a scenario file says, as a tree that remembers where each value was written."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeAlias

Scalar: TypeAlias = str | int | float | bool | None
Key: TypeAlias = str | int
Where: TypeAlias = tuple[Key, ...]

DEFAULT = Path("default")
"""Where values come from that no file has: the catalogue."""


class Marker(enum.StrEnum):
    """What a file wants done with an inherited value other than to merge or replace it."""

    REPLACE = "$replace"
    APPEND = "$append"
    PREPEND = "$prepend"
    PATCH = "$patch"
    DELETE = "$delete"


def is_marker(key: Key) -> bool:
    """Whether a name is a marker, known or not: no parameter begins with a dollar sign."""
    return isinstance(key, str) and key.startswith("$")


@dataclass(frozen=True)
class Override:
    """A value that a later file replaced, where it was written and with which marker."""

    path: Path
    line: int
    value: Any
    marker: Marker | None = None


@dataclass(frozen=True)
class Origin:
    """Where a value was written, and the values it replaced, the oldest first."""

    path: Path
    line: int
    overrode: tuple[Override, ...] = ()
    marker: Marker | None = None


@dataclass(frozen=True)
class Node:
    """A value in a file: a scalar, a mapping of keys to nodes, or a list of nodes.

    ``line`` is that of the key in a mapping, else that of the value. ``marker`` is what the
    file asks for; after merging, what it asked for. ``reset`` marks a value to which a
    marker went back, because files no longer say another one.
    """

    value: Scalar | dict[Key, Node] | list[Node]
    path: Path
    line: int
    overrode: tuple[Override, ...] = ()
    marker: Marker | None = None
    reset: bool = False

    @property
    def by_year(self) -> bool:
        """Whether all keys are years: such a mapping is one value and no section."""
        keys = self.value if isinstance(self.value, dict) else ()
        return bool(keys) and all(isinstance(key, int) for key in keys)

    @property
    def is_section(self) -> bool:
        """Whether it is a mapping that merges with others."""
        return isinstance(self.value, dict) and not self.by_year

    @property
    def origin(self) -> Origin:
        """Where the value comes from."""
        return Origin(self.path, self.line, self.overrode, self.marker)

    def child(self, key: Any) -> Node | None:
        """The value under a key or list index, None if there is none."""
        if isinstance(self.value, dict):
            return self.value.get(key)
        if isinstance(self.value, list) and isinstance(key, int) and 0 <= key < len(self.value):
            return self.value[key]
        return None


def node_of(value: Any, path: Path) -> Node:
    """Plain values as a tree that was written in no line of a file."""
    if isinstance(value, Mapping):
        return Node({key: node_of(child, path) for key, child in value.items()}, path, 0)
    if isinstance(value, list | tuple):
        return Node([node_of(child, path) for child in value], path, 0)
    return Node(value, path, 0)


def plain(node: Node) -> Any:
    """The values alone, as dicts, lists and scalars."""
    if isinstance(node.value, dict):
        return {key: plain(child) for key, child in node.value.items()}
    if isinstance(node.value, list):
        return [plain(child) for child in node.value]
    return node.value


def place_of(node: Node | Origin | Override) -> str:
    """Where a value comes from, as messages say it."""
    if node.path == DEFAULT:
        return "the defaults"
    return f"{node.path}:{node.line}" if node.line else f"the {node.path}"


def said(node: Node) -> Node:
    """The tree without the parameters that no file has."""
    if not node.is_section:
        return node
    assert isinstance(node.value, dict)
    entries = {key: said(each) for key, each in node.value.items() if each.path != DEFAULT}
    return replace(node, value=entries)


def below(name: str, piece: Key, parent: Node) -> str:
    """A path one step further, e.g. `plan.match.tiers[2028][item 1].rate`: items count from 1."""
    if isinstance(piece, str):
        return f"{name}.{piece}" if name else piece
    return f"{name}[item {piece + 1}]" if isinstance(parent.value, list) else f"{name}[{piece}]"


def origins(node: Node, where: Where = ()) -> Iterator[tuple[Where, Origin]]:
    """The origin of every section, value and list item, by its path from the top."""
    yield where, node.origin
    if isinstance(node.value, dict):
        for key, child in node.value.items():
            yield from origins(child, (*where, key))
    elif isinstance(node.value, list):
        for index, child in enumerate(node.value):
            yield from origins(child, (*where, index))
