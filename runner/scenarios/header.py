"""What a scenario or template says about itself, above its parameters."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field, replace

from runner.errors import Problem, has_control
from runner.scenarios.nodes import Key, Node, is_marker
from runner.scenarios.wording import as_text, listed, nearest, quoted, suggestion

KINDS = ("base", "risk_off", "aggressive", "geo_focus", "custom")
SCENARIO_KEYS = ("label", "description", "kind", "tags", "extends", "baseline", "parameters")
TEMPLATE_KEYS = ("label", "description", "extends", "parameters")
PROFILE_KEYS = ("label", "description", "sources", "parameters")

LONGEST = {"label": 100, "description": 2_000}
"""Characters: labels stand in tables, and a cell of a workbook has room for 32,767."""

_ID = re.compile(r"[a-z0-9][a-z0-9_]{0,62}\Z")
ID_RULE = "Allowed are lower-case letters, digits and _, at most 63 of them, the first not being _"


@dataclass(frozen=True)
class Reference:
    """The name of another file, and the line that names it."""

    name: str
    line: int


@dataclass(frozen=True)
class Header:
    """The lines of a file other than its parameters."""

    label: str = ""
    description: str = ""
    kind: str = "custom"
    tags: tuple[str, ...] = ()
    extends: tuple[Reference, ...] = ()
    baseline: Reference | None = None
    sources: dict[str, str] = field(default_factory=dict)


def is_id(name: str) -> bool:
    """Whether a name can be that of a scenario or template."""
    return bool(_ID.match(name))


def read_header(
    root: Node, keys: Collection[str], sections: Collection[str]
) -> tuple[Header, list[Problem]]:
    """Check the lines of a file; what is wrong takes its default.

    ``keys`` are allowed; ``sections`` are those of the parameters, which one easily writes
    one level too high. An empty line counts as left out.
    """
    assert isinstance(root.value, dict)
    problems = [*_unknown_keys(root, keys, sections), *_markers(root, keys)]
    misspelt = any(nearest(key, keys) == "label" for key in root.value if key not in keys)
    needs_label = "baseline" in keys and _given(root, "label") is None and not misspelt
    root = replace(root, value={k: each for k, each in root.value.items() if not _marker_in(each)})
    label = _text(root, "label", problems, one_line=True)
    if needs_label:
        problems.append(
            Problem(
                root.path,
                0,
                "there is no label. A scenario needs one: it is its name in tables and reports. "
                "Write e.g. 'label: Richer match'.",
            )
        )
    return Header(
        label,
        _text(root, "description", problems, one_line=False),
        _kind(root, problems),
        _tags(root, problems),
        _extends(root, problems),
        _baseline(root, problems),
        _sources(root, problems),
    ), problems


def parameters_of(root: Node, problems: list[Problem]) -> Node:
    """The section of parameters, empty if there is none."""
    node = _given(root, "parameters")
    if node is None:
        return Node({}, root.path, root.line)
    if isinstance(node.value, dict) and not node.by_year:
        return node
    what = "has years for names" if node.by_year else f"is {quoted(node.value)}"
    remedy = "Write 'plan:' and other sections beneath it"
    problems.append(_wrong(node, f"parameters {what}", "A section", remedy))
    return replace(node, value={})


def _given(root: Node, key: str) -> Node | None:
    node = root.child(key)
    return None if node is None or node.value is None else node


def _wrong(node: Node, what: str, expected: str, remedy: str) -> Problem:
    return Problem(node.path, node.line, f"{what}. {expected} is expected. {remedy}.")


def _unknown_keys(root: Node, keys: Collection[str], sections: Collection[str]) -> list[Problem]:
    assert isinstance(root.value, dict)
    meant = {**{key: key for key in keys}, **{name: f"parameters.{name}" for name in sections}}
    problems = []
    for key, node in root.value.items():
        if is_marker(key):
            what = f"the marker {quoted(key)} stands outside of parameters"
            expected = "Markers stand in place of a parameter or a section of them"
            problems.append(Problem(node.path, node.line, f"{what}. {expected}. Move it there."))
        elif key not in keys:
            near = nearest(key, meant)
            hint = f" Did you mean {meant[near]!r}?" if near else ""
            message = f"unknown key {quoted(key)}.{hint} Allowed here: {listed(keys)}."
            problems.append(Problem(node.path, node.line, message))
    return problems


def _markers(root: Node, keys: Collection[str]) -> list[Problem]:
    """What markers would change in lines that are not inherited."""
    assert isinstance(root.value, dict)
    return [
        Problem(
            node.path,
            node.line,
            f"{key} has the marker {quoted(word)}. Only parameters are inherited, and markers "
            "change what is. Write the value itself.",
        )
        for key, node in root.value.items()
        if key in keys and key != "parameters" and (word := _marker_in(node))
    ]


def _marker_in(node: Node) -> Key | None:
    names = node.value if isinstance(node.value, dict) else ()
    return next(filter(is_marker, names), None)


def _text(root: Node, key: str, problems: list[Problem], *, one_line: bool) -> str:
    node = _given(root, key)
    if node is None:
        return ""
    expected = "Text on one line" if one_line else "Text"
    if not isinstance(node.value, str):
        what, remedy = f"is {quoted(node.value)}", as_text(node.value)
    elif not node.value.strip():
        what, remedy = "is blank", "Write some"
    elif has_control(node.value.strip(), allowed="" if one_line else "\n\t"):
        what, remedy = "contains a line break or control character", "Remove it"
    elif len(node.value) > LONGEST[key]:
        what, remedy = f"has {len(node.value):,} characters", "Shorten it"
        expected = f"{expected} of at most {LONGEST[key]:,} characters"
    else:
        return node.value.strip()
    problems.append(_wrong(node, f"{key} {what}", expected, remedy))
    return ""


def _kind(root: Node, problems: list[Problem]) -> str:
    node = _given(root, "kind")
    if node is None:
        return "custom"
    if node.value in KINDS:
        return str(node.value)
    hint = suggestion(node.value, KINDS) if isinstance(node.value, str) else ""
    message = f"kind is {quoted(node.value)}.{hint} Allowed here: {listed(KINDS)}."
    problems.append(Problem(node.path, node.line, message))
    return "custom"


def _tags(root: Node, problems: list[Problem]) -> tuple[str, ...]:
    node = _given(root, "tags")
    if node is None:
        return ()
    if not isinstance(node.value, list):
        what = f"tags is {quoted(node.value)}"
        problems.append(_wrong(node, what, "A list of words", "Write e.g. 'tags: [aip]'"))
        return ()
    for item in node.value:
        if not _is_tag(item.value):
            expected = "A word without blanks, commas, brackets, * and ?"
            remedy = as_text(item.value) if not isinstance(item.value, str) else "Rename it"
            problems.append(_wrong(item, f"a tag is {quoted(item.value)}", expected, remedy))
    return tuple(dict.fromkeys(str(item.value) for item in node.value if _is_tag(item.value)))


def _is_tag(value: object) -> bool:
    """Whether a value is text that `tag:...` can name in a list of scenarios."""
    return (
        isinstance(value, str)
        and re.fullmatch(r"[^\s,*?\[\]]+", value) is not None
        and not has_control(value)
    )


def _extends(root: Node, problems: list[Problem]) -> tuple[Reference, ...]:
    node = _given(root, "extends")
    if node is None:
        return ()
    references = []
    for item in node.value if isinstance(node.value, list) else [node]:
        if isinstance(item.value, str) and is_id(item.value):
            references.append(Reference(item.value, item.line))
        else:
            problems.append(
                Problem(
                    item.path,
                    item.line,
                    f"extends names {quoted(item.value)}, which is not a name of a template. "
                    f"{ID_RULE}. Write the name of a file in templates/ without its folder "
                    "and ending.",
                )
            )
    return tuple(references)


def _baseline(root: Node, problems: list[Problem]) -> Reference | None:
    node = _given(root, "baseline")
    if node is None:
        return None
    if isinstance(node.value, str):
        return Reference(node.value, node.line)
    problems.append(
        _wrong(
            node, f"baseline is {quoted(node.value)}", "The id of a scenario", "Put it in quotes"
        )
    )
    return None


def _sources(root: Node, problems: list[Problem]) -> dict[str, str]:
    """Where a profile's figures come from, by the paths of parameters."""
    node = _given(root, "sources")
    if node is None:
        return {}
    remedy = "Write e.g. 'behavior.active_choice: Own plan, 2025' beneath it"
    if not isinstance(node.value, dict):
        what = f"sources is {quoted(node.value)}"
        problems.append(_wrong(node, what, "A section of parameters and their sources", remedy))
        return {}
    for path, source in node.value.items():
        if not isinstance(source.value, str):
            what = f"the source of {path} is {quoted(source.value)}"
            problems.append(_wrong(source, what, "Text", as_text(source.value)))
        elif has_control(source.value, allowed="\n\t"):
            what = f"the source of {path} contains a control character"
            problems.append(_wrong(source, what, "Text", "Remove it"))
    return {str(path): " ".join(str(each.value).split()) for path, each in node.value.items()}
