"""What the markers of a file ask for: `{$append: [...]}` and its like, read and checked.

A marker is the only name of a mapping and stands in place of a parameter's value. Here it
becomes a property of that value; `merge` does what it asks for. A marker that makes no sense
is reported and left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from runner.errors import Problem, Refusal
from runner.scenarios.nodes import Key, Marker, Node, below, is_marker, plain
from runner.scenarios.wording import as_text, listed, quoted, suggestion

_WORDS = [str(marker) for marker in Marker]
_PATCH_KEYS = ("by", "items")
_PATCH_SHAPE = "Write e.g. '$patch: {by: up_to, items: [{up_to: 0.06, rate: 0.5}]}'."

_IN_LIST = (
    "a list replaces an inherited one as a whole. Markers stand in place of a list. Write "
    "'$append: [...]' or '$patch: {by: ..., items: [...]}' instead of the list."
)
_BY_YEAR = (
    "values by year replace an inherited value as a whole. Markers stand in place of them. "
    "Write out what holds in each year."
)
_IN_REPLACE = (
    "inside $replace nothing is inherited. Markers change what is. Write the value itself."
)
_IN_ITEMS = (
    "items that are added are new. Markers change what is inherited. Write the value itself."
)


@dataclass
class _Reading:
    """The problems found so far in the parameters of a file."""

    problems: list[Problem] = field(default_factory=list)

    def reject(self, node: Node, message: str) -> None:
        refusal = Refusal("invalid_marker", "", plain(node))
        self.problems.append(Problem(node.path, node.line, message, refusal))


def read_markers(parameters: Node) -> tuple[Node, list[Problem]]:
    """The parameters with markers as properties of their values, and what is wrong with them."""
    reading = _Reading()
    assert isinstance(parameters.value, dict)
    for word in filter(is_marker, parameters.value):
        reading.reject(
            parameters.value[word],
            f"the marker {quoted(word)} stands above all parameters. Markers stand in place of a "
            "parameter or a section such as 'plan'. To inherit nothing, leave out 'extends'.",
        )
    entries = {key: each for key, each in parameters.value.items() if not is_marker(key)}
    read = _value(replace(parameters, value=entries), "", reading)
    return read or replace(parameters, value={}), reading.problems


def _value(node: Node, name: str, reading: _Reading) -> Node | None:
    """A value with its markers read, None if it is left out; ``name`` is its path."""
    if isinstance(node.value, list):
        return node if _without(node, name, _IN_LIST, reading) else None
    if not isinstance(node.value, dict):
        return node
    if any(is_marker(key) for key in node.value):
        return _marked(node, name, reading)
    if node.by_year:
        return node if _without(node, name, _BY_YEAR, reading) else None
    entries = {
        key: _value(child, below(name, key, node), reading) for key, child in node.value.items()
    }
    return replace(node, value={key: child for key, child in entries.items() if child})


def _marked(node: Node, name: str, reading: _Reading) -> Node | None:
    """The value that a mapping with a marker stands for."""
    assert isinstance(node.value, dict)
    word, content = next((key, each) for key, each in node.value.items() if is_marker(key))
    if word not in _WORDS:
        message = f"unknown marker {quoted(word)} in {name}.{suggestion(word, _WORDS)}"
        reading.reject(content, f"{message} Allowed here: {listed(_WORDS)}.")
        return None
    if len(node.value) > 1:
        other = next(key for key in node.value if key != word)
        reading.reject(
            content,
            f"{word} stands beside {quoted(other)} in {name}. A marker is the only name of its "
            "section. Remove it or the other names.",
        )
        return None
    marker = Marker(word)
    value = _asked(marker, content, below(name, word, node), reading)
    return value and replace(value, line=node.line, marker=marker)


def _asked(marker: Marker, content: Node, name: str, reading: _Reading) -> Node | None:
    """The checked content of a marker, None if it makes no sense."""
    if marker == Marker.REPLACE:
        return _all_replacing(content) if _without(content, name, _IN_REPLACE, reading) else None
    if marker == Marker.PATCH:
        return _patch(content, name, reading)
    if marker == Marker.DELETE:
        return content if _is_true(content, name, reading) else None
    if isinstance(content.value, list):
        return content if _without(content, name, _IN_ITEMS, reading) else None
    reading.reject(
        content,
        f"{name} is {quoted(content.value)}. A list of the items to add is expected. Write e.g. "
        f"'{marker}: [...]'.",
    )
    return None


def _is_true(delete: Node, name: str, reading: _Reading) -> bool:
    if delete.value is not True:
        reading.reject(
            delete,
            f"{name} is {quoted(delete.value)}. Only true is allowed. Write '$delete: true' or "
            "remove the line.",
        )
    return delete.value is True


def _all_replacing(node: Node) -> Node:
    """A section all of whose parts replace what they meet."""
    if not node.is_section:
        return replace(node, marker=Marker.REPLACE)
    assert isinstance(node.value, dict)
    entries = {key: _all_replacing(child) for key, child in node.value.items()}
    return replace(node, value=entries, marker=Marker.REPLACE)


def _without(node: Node, name: str, reason: str, reading: _Reading) -> bool:
    """Whether there are no markers below a value; ``reason`` says why there can be none."""
    found = list(_markers_below(node, name))
    for place, where, word in found:
        reading.reject(place, f"{where} has the marker {quoted(word)}, but {reason}")
    return not found


def _markers_below(node: Node, name: str) -> Iterator[tuple[Node, str, Key]]:
    if isinstance(node.value, dict):
        for key, child in node.value.items():
            if is_marker(key):
                yield child, name, key
            yield from _markers_below(child, below(name, key, node))
    elif isinstance(node.value, list):
        for index, child in enumerate(node.value):
            yield from _markers_below(child, below(name, index, node))


def _patch(content: Node, name: str, reading: _Reading) -> Node | None:
    """What `$patch` asks for: `by`, and `items` with their own markers read."""
    if not isinstance(content.value, dict):
        reading.reject(
            content,
            f"{name} is {quoted(content.value)}. A section with 'by' and 'items' is expected. "
            f"{_PATCH_SHAPE}",
        )
        return None
    before = len(reading.problems)
    for key, child in content.value.items():
        if key not in _PATCH_KEYS:
            message = f"unknown key {quoted(key)} in {name}.{suggestion(key, _PATCH_KEYS)}"
            reading.reject(child, f"{message} Allowed here: {listed(_PATCH_KEYS)}.")
    missing = [key for key in _PATCH_KEYS if key not in content.value]
    if missing and len(reading.problems) == before:
        reading.reject(
            content,
            f"{name} has no {missing[0]!r}. It needs 'by', the name that tells items apart, and "
            f"'items'. {_PATCH_SHAPE}",
        )
    if len(reading.problems) > before:
        return None
    items = _patch_items(content.value["by"], content.value["items"], name, reading)
    return items and replace(content, value={**content.value, "items": items})


def _patch_items(by: Node, items: Node, name: str, reading: _Reading) -> Node | None:
    if not isinstance(by.value, str):
        reading.reject(
            by,
            f"{name}.by is {quoted(by.value)}. The name that tells items apart is expected. "
            f"{as_text(by.value)}.",
        )
        return None
    if not isinstance(items.value, list):
        reading.reject(
            items,
            f"{name}.items is {quoted(items.value)}. A list of the items to change is expected. "
            f"{_PATCH_SHAPE}",
        )
        return None
    read = [
        _patch_item(item, by.value, below(name, index, items), reading)
        for index, item in enumerate(items.value)
    ]
    usable = [item for item in read if item]
    return replace(items, value=usable) if len(usable) == len(read) else None


def _patch_item(item: Node, by: str, name: str, reading: _Reading) -> Node | None:
    """What changes in an item; one to be deleted has the marker and its key alone."""
    if not item.is_section:
        what = "has years for names" if item.by_year else f"is {quoted(item.value)}"
        reading.reject(
            item,
            f"{name} {what}. A section with {by!r} and what changes is expected. Write e.g. "
            f"'{{{by}: ..., ...}}'.",
        )
        return None
    assert isinstance(item.value, dict)
    key, delete = item.value.get(by), item.value.get(Marker.DELETE)
    if key is None or isinstance(key.value, dict | list):
        reading.reject(
            key or item,
            f"{name} has no value of {by!r}. It tells which inherited item is meant. Write "
            f"'{by}: ...' in it.",
        )
        return None
    if delete is None:
        return _value(item, name, reading)
    if not _is_true(delete, below(name, Marker.DELETE, item), reading):
        return None
    if len(item.value) == 2:
        return replace(item, value={by: key}, marker=Marker.DELETE)
    reading.reject(
        delete,
        f"{name} is to be deleted and changed. An item to delete has {by!r} and '$delete: true', "
        "nothing else. Remove the marker or the rest.",
    )
    return None
