"""Where the parameters of scenarios come from, and in what two of them differ."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from runner.errors import RequestError
from runner.scenarios.defaults import default_tree
from runner.scenarios.files import inline
from runner.scenarios.nodes import Key, Node, Origin, Override, below, plain
from runner.scenarios.resolve import ResolvedScenario
from runner.scenarios.wording import listed, nearest, quoted

_PIECE = re.compile(r"\.?([^.\[\]]+)|\[item ([1-9][0-9]*)\]|\[([0-9]+)\]")


@dataclass(frozen=True)
class Source:
    """A value and where it was written; ``line`` is None for what is in no file."""

    value: Any
    file: str
    line: int | None
    marker: str | None

    @property
    def place(self) -> str:
        """File and line in one."""
        return f"{self.file}:{self.line}" if self.line else self.file

    def record(self) -> dict[str, Any]:
        """The same for other programs."""
        return {"value": self.value, "file": self.file, "line": self.line, "marker": self.marker}


@dataclass(frozen=True)
class Answer:
    """A table: its header and cells for people, and its rows for other programs."""

    header: tuple[str, ...]
    rows: list[tuple[str, ...]]
    records: list[dict[str, Any]]


def explain(scenario: ResolvedScenario, path: str | None = None) -> Answer:
    """Where a scenario's parameters come from.

    Without a path, all that differ from their defaults; for a section, all in it; for a
    parameter, what it was in each file, the oldest first. Raises RequestError for another path.
    """
    if path is None:
        return _overview(scenario, "", scenario.tree, differing=True)
    name, node = _find(scenario.tree, path)
    return _overview(scenario, name, node) if node.is_section else _chain(node)


def difference(a: ResolvedScenario, b: ResolvedScenario) -> Answer:
    """The parameters in which two scenarios differ, side by side."""
    left, right = dict(_leaves(a.tree)), dict(_leaves(b.tree))
    pairs = [
        (path, _source(left.get(path)), _source(right.get(path)))
        for path in dict.fromkeys([*left, *right])
        if _plain(left.get(path)) != _plain(right.get(path))
    ]
    return Answer(
        ("parameter", a.scenario_id, "set in", b.scenario_id, "set in"),
        [(path, *_cells(one), *_cells(other)) for path, one, other in pairs],
        [
            {"path": path, "a": one and one.record(), "b": other and other.record()}
            for path, one, other in pairs
        ],
    )


def _overview(
    scenario: ResolvedScenario, name: str, node: Node, *, differing: bool = False
) -> Answer:
    """A row for each parameter of a section, or for those that differ from their defaults."""
    defaults = dict(_leaves(default_tree(type(scenario.parameters))))
    shown = [
        (path, _said(leaf, plain(leaf)), _source(defaults.get(path)))
        for path, leaf in list(_leaves(node, name)) or [(name, node)]
        if not differing or plain(leaf) != _plain(defaults.get(path))
    ]
    return Answer(
        ("parameter", "value", "default", "set in"),
        [
            (path, inline(source.value), _cells(default)[0], source.place)
            for path, source, default in shown
        ],
        [
            {"path": path, "default": default and default.value, **source.record()}
            for path, source, default in shown
        ],
    )


def _chain(node: Node) -> Answer:
    sources = chain(node)
    return Answer(
        ("value", "set in", "marker"),
        [(*_cells(each), each.marker or "") for each in sources],
        [each.record() for each in sources],
    )


def chain(node: Node) -> list[Source]:
    """What a parameter was in each file that says it, the oldest first, the default before all."""
    return [*(_said(each, each.value) for each in node.overrode), _said(node, plain(node))]


def _said(origin: Node | Origin | Override, value: Any) -> Source:
    return Source(
        value, str(origin.path), origin.line or None, origin.marker and str(origin.marker)
    )


def _source(node: Node | None) -> Source | None:
    return _said(node, plain(node)) if node else None


def _plain(node: Node | None) -> Any:
    return plain(node) if node else None


def _cells(source: Source | None) -> tuple[str, str]:
    return (inline(source.value), source.place) if source else ("", "")


def _leaves(node: Node, name: str = "") -> Iterator[tuple[str, Node]]:
    """The parameters below a section by path."""
    return ((path, each) for path, each in _all(node, name) if not each.is_section)


def _all(node: Node, name: str = "") -> Iterator[tuple[str, Node]]:
    """The same with the sections, each before what is in it."""
    yield name, node
    if node.is_section:
        assert isinstance(node.value, dict)
        for key, child in node.value.items():
            yield from _all(child, below(name, key, node))


def _find(tree: Node, path: str) -> tuple[str, Node]:
    """The value at a path as messages write it, and the path as it is usually written."""
    name, node = "", tree
    for piece in _pieces(path):
        child = node.child(piece)
        if child is None:
            raise _no_parameter(path, name, node, tree)
        name, node = below(name, piece, node), child
    return name, node


def _pieces(path: str) -> Sequence[Key]:
    """`plan.match.tiers[2028][item 1].rate` as names, years and indexes from 0."""
    pieces: list[Key] = []
    position = 0
    while position < len(path):
        found = _PIECE.match(path, position)
        if not found:
            return [path]
        name, item, year = found.groups()
        pieces.append(name if name else int(item) - 1 if item else int(year))
        position = found.end()
    return pieces or [path]


def _no_parameter(path: str, name: str, node: Node, tree: Node) -> RequestError:
    known = [each for each, _ in _all(tree) if each]
    endings = [each for each in known if each.endswith(f".{path}")]
    near = endings[0] if len(endings) == 1 else nearest(path, known)
    hint = f" Did you mean {near!r}?" if near else ""
    names = _names(node)
    inside = f"In {name} there are" if name else "At the top there are"
    here = f"{inside}: {listed(names)}" if names or not name else f"{name} is {inline(plain(node))}"
    return RequestError(
        f"there is no parameter {quoted(path)}.{hint} {here}. See all with: runner show ID."
    )


def _names(node: Node) -> list[str]:
    """What may follow the path of a value."""
    if isinstance(node.value, list):
        return [below("", index, node) for index in range(len(node.value))]
    return [str(key) for key in node.value] if isinstance(node.value, dict) else []
