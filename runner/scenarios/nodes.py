"""What a scenario file says, as a tree that remembers where each value was written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

Scalar: TypeAlias = str | int | float | bool | None
Key: TypeAlias = str | int
Where: TypeAlias = tuple[Key, ...]


@dataclass(frozen=True)
class Override:
    """A value that a later file replaced, and where it was written."""

    path: Path
    line: int
    value: Any


@dataclass(frozen=True)
class Origin:
    """Where a value was written, and the values it replaced, the oldest first."""

    path: Path
    line: int
    overrode: tuple[Override, ...] = ()


@dataclass(frozen=True)
class Node:
    """A value in a file: a scalar, a mapping of keys to nodes, or a list of nodes.

    ``line`` is that of the key in a mapping, else that of the value.
    """

    value: Scalar | dict[Key, Node] | list[Node]
    path: Path
    line: int
    overrode: tuple[Override, ...] = ()

    @property
    def by_year(self) -> bool:
        """Whether all keys are years: such a mapping is one value and no section."""
        keys = self.value if isinstance(self.value, dict) else ()
        return bool(keys) and all(isinstance(key, int) for key in keys)

    def child(self, key: Any) -> Node | None:
        """The value under a key or list index, None if there is none."""
        if isinstance(self.value, dict):
            return self.value.get(key)
        if isinstance(self.value, list) and isinstance(key, int) and key < len(self.value):
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


def origins(node: Node, where: Where = ()) -> Iterator[tuple[Where, Origin]]:
    """The origin of every section, value and list item, by its path from the top."""
    yield where, Origin(node.path, node.line, node.overrode)
    if isinstance(node.value, dict):
        for key, child in node.value.items():
            yield from origins(child, (*where, key))
    elif isinstance(node.value, list):
        for index, child in enumerate(node.value):
            yield from origins(child, (*where, index))
