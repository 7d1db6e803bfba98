"""How the files of a scenario become one: what merges, what replaces, what markers do.

Mappings merge deeply; scalars, lists and values by year replace. Null is a value. Markers act
on what earlier files say and, where none says anything, on what lies beneath all files: the
defaults. What was replaced is remembered.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from runner.errors import Problem, Refusal
from runner.scenarios.nodes import DEFAULT, Key, Marker, Node, Override, below, place_of, plain
from runner.scenarios.patch import patched_items
from runner.scenarios.wording import nearest


@dataclass(frozen=True)
class _Spot:
    """Where a value is merged: its section and name, and what lies beneath all files."""

    parent: str
    section: Node
    key: Key
    base: Node | None
    problems: list[Problem]

    @property
    def name(self) -> str:
        """The path of the value."""
        return below(self.parent, self.key, self.section)

    def below(self, key: Key, section: Node) -> _Spot:
        """The place of a value in the section or list that stands here."""
        base = self.base.child(key) if self.base and self.base.is_section else None
        return _Spot(self.name, section, key, base, self.problems)

    def reject(self, node: Node, message: str) -> None:
        """Note what is wrong with what a file wants done here."""
        refusal = Refusal("cannot_merge", self.name, plain(node))
        self.problems.append(Problem(node.path, node.line, message, refusal))


def merge(layers: Sequence[Node], base: Node | None = None) -> tuple[Node, list[Problem]]:
    """Merge sections, the later over the earlier; what cannot be merged keeps its value.

    ``base`` lies beneath all of them: to it `$delete` and `$replace` go back.
    """
    problems: list[Problem] = []
    base = base or Node({}, layers[0].path, layers[0].line)
    merged = base
    for layer in layers:
        merged = _sections(merged, layer, _Spot("", base, "", base, problems))
    return merged, problems


def _merged(old: Node | None, new: Node, spot: _Spot) -> Node | None:
    """What a later file makes of an earlier value; None if there is no value afterwards."""
    if new.marker is not None:
        return _ACTIONS[new.marker](old, new, spot)
    if old and not _may_merge(old, new, spot):
        spot.reject(new, _change_of_kind(old, new, spot))
        return old
    if not new.is_section:
        return _over(old, new)
    if old and old.is_section:
        return _sections(old, new, spot)
    return _over(old, _sections(_beneath(new, spot), new, spot))


def _sections(old: Node, new: Node, spot: _Spot) -> Node:
    assert isinstance(old.value, dict)
    assert isinstance(new.value, dict)
    entries = dict(old.value)
    for key, node in new.value.items():
        entry = _merged(entries.get(key), node, spot.below(key, old))
        if entry is None:
            entries.pop(key, None)
        else:
            entries[key] = entry
    # Options have no line: the section stays where it was.
    place = new if new.line or old.path == DEFAULT else old
    return replace(place, value=entries, overrode=old.overrode, reset=False)


def _beneath(new: Node, spot: _Spot) -> Node:
    """The section that lies beneath all files, an empty one if there is none."""
    if spot.base and spot.base.is_section:
        return spot.base
    return Node({}, new.path, new.line)


def _over(old: Node | None, new: Node) -> Node:
    """The new value, remembering the old one."""
    if old is None:
        return new
    override = Override(old.path, old.line, plain(old), old.marker)
    return replace(new, overrode=(*old.overrode, override))


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


def _may_merge(old: Node, new: Node, spot: _Spot) -> bool:
    """Whether a value may be merged with, or take the place of, one of another kind.

    Any value may be given by year or for all years. Nothing may take the place of a value,
    but not of a section: that is what is left when all lines of it are commented out. What
    may stand in place of a default is for the catalogue to say.
    """
    was, is_now = _kind(old), _kind(new)
    if old is spot.base or was == is_now or was == "null":
        return True
    if is_now == "null":
        return was != "section"
    return "years" in (was, is_now) and "section" not in (was, is_now)


def _change_of_kind(old: Node, new: Node, spot: _Spot) -> str:
    was, is_now = _KINDS[_kind(old)], _KINDS[_kind(new)]
    return (
        f"{spot.name} is {is_now} here, but {was} in {place_of(old)}. A file can only replace a "
        f"value by one of the same kind, or with $replace. Write {was}, '$replace: ...', or "
        "correct the other file."
    )


def _replaced(old: Node | None, new: Node, spot: _Spot) -> Node:
    """`$replace`: the new value alone, over what lies beneath the files."""
    if not new.is_section:
        return _over(old, new)
    beneath = _beneath(new, spot)
    if old and old.is_section:
        return _sections(_reset(old, beneath, new), new, spot)
    return _over(old, _sections(beneath, new, spot))


def _deleted(old: Node | None, new: Node, spot: _Spot) -> Node | None:
    """`$delete`: the value that holds without what the files say."""
    if old is None or _is_unsaid(old, spot.base):
        _reject_marker(old, new, spot, _UNSAID)
        return old
    return _reset(old, spot.base, new) if spot.base else None


def _is_unsaid(old: Node, base: Node | None) -> bool:
    """Whether a value is what lies beneath the files, or what a marker went back to."""
    if old is base or old.reset:
        return True
    if not (old.is_section and old.value and base and base.is_section):
        return False
    assert isinstance(old.value, dict)
    return all(_is_unsaid(child, base.child(key)) for key, child in old.value.items())


def _reset(old: Node, base: Node, new: Node) -> Node:
    """What lies beneath the files, remembering what they said until a marker dropped it."""
    if _is_unsaid(old, base):
        return old
    back = replace(new, value=base.value, reset=True)
    if not (old.is_section and base.is_section):
        return _over(old, back)
    assert isinstance(base.value, dict)
    entries = {key: _reset(old.child(key) or each, each, new) for key, each in base.value.items()}
    return replace(back, value=entries, overrode=old.overrode)


def _extended(old: Node | None, new: Node, spot: _Spot) -> Node | None:
    """`$append` and `$prepend`: the inherited items and the new ones."""
    if (inherited := _items(old, new, spot)) is None:
        return old
    assert isinstance(new.value, list)
    pieces = [inherited, new.value] if new.marker == Marker.APPEND else [new.value, inherited]
    return replace(_over(old, new), value=[item for piece in pieces for item in piece])


def _patched(old: Node | None, new: Node, spot: _Spot) -> Node | None:
    """`$patch`: the inherited items, some of them changed or deleted."""
    if old is None or (inherited := _items(old, new, spot)) is None:
        return old

    def change(index: int, partial: Node) -> Node | None:
        return _merged(inherited[index], partial, spot.below(index, old))

    before = len(spot.problems)
    items = patched_items(spot.name, old, new, change, spot.reject)
    return replace(_over(old, new), value=items) if len(spot.problems) == before else old


def _items(old: Node | None, new: Node, spot: _Spot) -> list[Node] | None:
    """The inherited items that a marker changes, None if there is no list of them."""
    if old and isinstance(old.value, list):
        return old.value
    reason = f"it is {_KINDS[_kind(old)]} in {place_of(old)}" if old else _UNSAID
    _reject_marker(old, new, spot, reason)
    return None


_UNSAID = "no inherited file sets it"

_REMEDIES = {
    Marker.APPEND: "It adds to an inherited list. Write the list itself.",
    Marker.PREPEND: "It adds to an inherited list. Write the list itself.",
    Marker.PATCH: "It changes items of an inherited list. Write the list itself.",
    Marker.DELETE: "It drops what inherited files say, so that the default holds. Remove it.",
}


def _reject_marker(old: Node | None, new: Node, spot: _Spot, reason: str) -> None:
    """Say that a marker has nothing to act on, and which name may have been meant."""
    assert new.marker
    hint = ""
    if old is None and isinstance(spot.section.value, dict):
        near = nearest(spot.key, map(str, spot.section.value))
        hint = f" Did you mean '{below(spot.parent, near, spot.section)}'?" if near else ""
    spot.reject(
        new,
        f"{new.marker} of {spot.name} has nothing to act on: {reason}.{hint} "
        f"{_REMEDIES[new.marker]}",
    )


_ACTIONS: dict[Marker, Callable[[Node | None, Node, _Spot], Node | None]] = {
    Marker.REPLACE: _replaced,
    Marker.APPEND: _extended,
    Marker.PREPEND: _extended,
    Marker.PATCH: _patched,
    Marker.DELETE: _deleted,
}
