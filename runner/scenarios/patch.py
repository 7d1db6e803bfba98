"""What `$patch` does to a list: which inherited item each of its items means."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from runner.scenarios.nodes import Node, place_of, plain
from runner.scenarios.wording import listed, quoted, suggestion

Change = Callable[[int, Node], Node | None]
Reject = Callable[[Node, str], None]


def patched_items(name: str, old: Node, patch: Node, change: Change, reject: Reject) -> list[Node]:
    """The items of the list ``old`` at ``name``, changed as the patch says.

    ``change`` merges an item of the patch into the inherited one of an index; ``reject`` takes
    what is wrong, and where.
    """
    by, partials = patch.child("by"), patch.child("items")
    assert isinstance(old.value, list)
    assert by and partials and isinstance(partials.value, list)
    key = str(by.value)
    if not any(item.child(key) for item in old.value):
        reject(by, _no_such_key(name, key, old))
        return old.value
    items: dict[int, Node | None] = dict(enumerate(old.value))
    patched: set[int] = set()
    for partial in partials.value:
        meant = partial.child(key)
        assert meant
        found = list(_matching(old, key, meant.value))
        if len(found) != 1 or found[0] in patched:
            where = f"{key} {quoted(meant.value)}"
            reject(partial, _unclear(name, where, len(found), old, key))
            continue
        index = found[0]
        patched.add(index)
        items[index] = None if partial.marker else change(index, _without(key, partial))
    return [item for item in items.values() if item]


def _without(key: str, partial: Node) -> Node:
    """What an item of a patch changes: the name that tells items apart stays as inherited."""
    assert isinstance(partial.value, dict)
    return replace(partial, value={name: x for name, x in partial.value.items() if name != key})


def _matching(old: Node, key: str, value: Any) -> Iterator[int]:
    assert isinstance(old.value, list)
    for index, item in enumerate(old.value):
        found = item.child(key)
        if found and (type(found.value) is bool, found.value) == (type(value) is bool, value):
            yield index


def _no_such_key(name: str, key: str, old: Node) -> str:
    assert isinstance(old.value, list)
    sections = [item.value for item in old.value if isinstance(item.value, dict)]
    names = list(dict.fromkeys(str(each) for section in sections for each in section))
    return (
        f"no item of {name} in {place_of(old)} has a {key!r}.{suggestion(key, names)} "
        f"Names there: {listed(names)}. Correct 'by'."
    )


def _unclear(name: str, where: str, found: int, old: Node, key: str) -> str:
    """Why it is not clear which item is meant: none is, several are, or it was meant before."""
    assert isinstance(old.value, list)
    if found == 1:
        return (
            f"the item of {name} with {where} is patched twice. An item is patched once. Put "
            "the changes together."
        )
    if found:
        return (
            f"{found} items of {name} in {place_of(old)} have {where}. $patch changes one item. "
            "Write the list itself."
        )
    values = [quoted(plain(each)) for item in old.value if (each := item.child(key))]
    return (
        f"no item of {name} in {place_of(old)} has {where}. The {key!r} of its items: "
        f"{listed(values)}. Correct it, or add a new item with $append."
    )
