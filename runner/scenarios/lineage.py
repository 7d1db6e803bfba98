"""The order in which the templates of a scenario are applied."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

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
