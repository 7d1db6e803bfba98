"""How the files of a scenario become one: the order of `extends`, and what replaces what.

Mappings merge deeply; scalars, lists and values by year replace. Null is a value. What was
replaced is remembered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from runner.errors import Problem
from runner.scenarios.nodes import Node, Override, Where, plain

Cycle = tuple[str, ...]
"""The names of a circle of templates, the first repeated at the end."""


def lineage(
    extends: Iterable[str], parents: Callable[[str], Sequence[str]]
) -> tuple[list[str], list[Cycle]]:
    """The templates to apply, in order, and the circles found among them.

    ``parents`` names what a template extends. A template comes after what it extends; one
    that is reached twice is applied once, at its first place.
    """
    order: dict[str, None] = {}
    cycles: dict[Cycle, None] = {}

    def visit(name: str, trail: Cycle) -> None:
        if name in trail:
            cycles[_canonical(trail[trail.index(name) :])] = None
        elif name not in order:
            for parent in parents(name):
                visit(parent, (*trail, name))
            order[name] = None

    for name in extends:
        visit(name, ())
    return list(order), list(cycles)


def _canonical(circle: Cycle) -> Cycle:
    """Wherever a circle is entered, it is told from its first name in the alphabet."""
    start = circle.index(min(circle))
    return (*circle[start:], *circle[:start], circle[start])


def merge(layers: Sequence[Node]) -> tuple[Node, list[Problem]]:
    """Merge sections, the later over the earlier; what cannot be merged keeps its value."""
    problems: list[Problem] = []
    merged = layers[0]
    for layer in layers[1:]:
        merged = _merged(merged, layer, (), problems)
    return merged, problems


def _merged(old: Node, new: Node, where: Where, problems: list[Problem]) -> Node:
    kinds = _kind(old), _kind(new)
    if kinds == ("section", "section"):
        return _sections(old, new, where, problems)
    if _may_replace(*kinds):
        override = Override(old.path, old.line, plain(old))
        return replace(new, overrode=(*old.overrode, override))
    problems.append(_change_of_kind(old, new, where))
    return old


def _sections(old: Node, new: Node, where: Where, problems: list[Problem]) -> Node:
    assert isinstance(old.value, dict)
    assert isinstance(new.value, dict)
    entries = dict(old.value)
    for key, node in new.value.items():
        inherited = entries.get(key)
        entries[key] = _merged(inherited, node, (*where, key), problems) if inherited else node
    place = new if new.line else old  # options have no line: the section stays where it was
    return replace(place, value=entries, overrode=old.overrode)


_KINDS = {
    "section": "a section",
    "list": "a list",
    "years": "a value by year",
    "scalar": "a single value",
    "null": "nothing",
}


def _kind(node: Node) -> str:
    if isinstance(node.value, dict):
        return "years" if node.by_year else "section"
    if isinstance(node.value, list):
        return "list"
    return "null" if node.value is None else "scalar"


def _may_replace(old: str, new: str) -> bool:
    """Whether a value of one kind may replace one of another.

    Any value may be given by year or for all years. Nothing may take the place of a value,
    but not of a section: that is what is left when all lines of it are commented out.
    """
    if old == new or old == "null":
        return True
    if new == "null":
        return old != "section"
    return "years" in (old, new) and "section" not in (old, new)


def _change_of_kind(old: Node, new: Node, where: Where) -> Problem:
    was, is_now = _KINDS[_kind(old)], _KINDS[_kind(new)]
    return Problem(
        new.path,
        new.line,
        f"{'.'.join(map(str, where))} is {is_now} here, but {was} in {old.path}:{old.line}. "
        f"A file can only replace a value by one of the same kind. Write {was} or correct "
        "the other file.",
    )
