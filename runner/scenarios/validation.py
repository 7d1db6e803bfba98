"""Merged parameters against the catalogue: every mistake at its line, in the users' words."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache, reduce
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from runner.errors import Problem
from runner.parameters.bounds import RULES, Finding, check
from runner.parameters.broken import in_digits
from runner.parameters.places import Key, Model, Place, fields_of, is_by_year, joined, paths
from runner.scenarios.nodes import Node, plain
from runner.scenarios.wording import as_text, listed, nearest, quoted, suggestion

__all__ = ["fields_of", "validate"]


def validate(
    tree: Node, model: Model, *, complete: bool = True
) -> tuple[BaseModel | None, list[Problem]]:
    """The parameters that a merged tree describes, or everything that is wrong with it.

    Of a tree that is not complete, because some file could not be read, rules about several
    parameters are not reported: the missing file may keep them.
    """
    checked = check(plain(tree), model)
    findings = (each for each in checked.findings if complete or not each.spans)
    return checked.parameters, [_problem(each, tree, model) for each in findings]


def _problem(finding: Finding, tree: Node, model: Model) -> Problem:
    finding = _in_own_file(finding, tree)
    node = _node_at(finding.place, tree)
    return Problem(node.path, node.line, _message(finding, model), finding.refusal)


def _in_own_file(finding: Finding, tree: Node) -> Finding:
    """A rule about several parameters told of one that the scenario's file itself says.

    What its templates say was right without the file, and may be right for other scenarios.
    """
    places = (finding.place, *finding.others)
    own = [place for place in places if _node_at(place, tree).path == tree.path]
    return finding.at(own[0]) if own and own[0] != finding.place else finding


def _node_at(place: Place, tree: Node) -> Node:
    return reduce(_below, place.steps, tree)


def _below(node: Node, step: Key) -> Node:
    child = node.child(step)
    assert child
    return child


def _message(finding: Finding, model: Model) -> str:
    place, code = finding.place, finding.refusal.code
    if finding.kind in RULES:
        rule = str(finding.details["ctx"]["error"])
        return rule if not finding.details["loc"] else f"{place.name}: {rule}"
    if code == "unknown_parameter":
        return _unknown(place, model)
    if code == "missing":
        return f"{place.name} is missing. It has no default. Add '{place.key}: ...' here."
    if code == "not_a_choice":
        return _not_a_choice(finding)
    return _out_of_bounds(finding) if code in _BOUNDS else _wrong_type(finding)


def _unknown(place: Place, model: Model) -> str:
    known = fields_of(place.section) if place.section else {}
    meant = _paths_by_last_name(model).get(place.key, [])
    if len(meant) != 1:
        near = nearest(place.key, known)
        meant = [joined(place.parent, near)] if near else []
    hint = f" Did you mean {meant[0]!r}?" if meant else ""
    return f"unknown parameter {quoted(place.name)}.{hint} Allowed here: {listed(known)}."


@cache
def _paths_by_last_name(model: Model) -> dict[str, list[str]]:
    """The parameters of each name anywhere in the catalogue."""
    found: dict[str, list[str]] = {}
    for path in paths(model):
        found.setdefault(path.rpartition(".")[2], []).append(path)
    return found


_BOUNDS = {
    "above_maximum": ("above the highest allowed value {}", "{} or less"),
    "not_below": ("not below {}", "a value below {}"),
    "below_minimum": ("below the lowest allowed value {}", "{} or more"),
    "not_above": ("not above {}", "a value above {}"),
}


def _out_of_bounds(finding: Finding) -> str:
    place, refusal = finding.place, finding.refusal
    wrong, allowed = _BOUNDS[refusal.code]
    value, bound = refusal.attempted, refusal.limit
    percent = _percent(value, bound, place.field)
    remedy = percent or f"Write {allowed.format(in_digits(bound))}."
    return f"{place.name} is {in_digits(value)}, {wrong.format(in_digits(bound))}. {remedy}"


def _percent(value: float, bound: float, field: FieldInfo | None) -> str | None:
    """The remedy for a rate given in percent."""
    if not (1 < abs(value) <= 100 and abs(bound) <= 1 and value * bound > 0):
        return None
    extra = field.json_schema_extra if field else None
    first, _, rest = str(extra.get("unit", "") if isinstance(extra, dict) else "").partition(" ")
    plurals = {"fraction": "fractions", "share": "shares", "probability": "probabilities"}
    unit = f"{plurals[first]} {rest}" if first in plurals else "fractions"
    return f"Rates are {unit}: write {_hundredth(value)} for {in_digits(value)} %."


def _hundredth(percent: float | str) -> str:
    return in_digits(Decimal(str(percent)) / 100)


def _not_a_choice(finding: Finding) -> str:
    value, allowed = finding.refusal.attempted, finding.refusal.limit
    hint = suggestion(value, allowed) if isinstance(value, str) else ""
    return f"{finding.place.name} is {quoted(value)}.{hint} Allowed here: {listed(allowed)}."


_EXPECTED = {
    "int_type": ("A whole number", "Write it in digits, without quotes"),
    "float_type": ("A number", "Write it in digits, without quotes"),
    "finite_number": ("A number", "Write it in digits"),
    "is_instance_of": ("An amount in dollars", "Write it in digits, without quotes, $ and commas"),
    "bool_type": ("true or false", "Write one of them, without quotes"),
    "string_type": ("Text", "Write text"),
    "date_type": ("A date", "Write e.g. 2026-01-01"),
    "list_type": ("A list", "Write each entry on a line of its own that begins with '- '"),
    "model_type": ("A section", "Write 'name: value' lines beneath it"),
    "dict_type": ("A section", "Write 'name: value' lines beneath it"),
}


def _wrong_type(finding: Finding) -> str:
    place, kind, value = finding.place, finding.kind, finding.refusal.attempted
    if kind not in _EXPECTED:
        return f"{place.name}: {finding.details['msg']}."
    expected, usual_remedy = _EXPECTED[kind]
    name = f"a name in {place.parent}" if "[key]" in finding.details["loc"] else place.name
    if is_by_year(place.field) and isinstance(value, dict):
        expected = f"{expected}, for all years or by year,"
        if kind != "list_type" or any(str(key).isdigit() for key in value):
            usual_remedy = "Write e.g. {2026: ..., 2028: ...}"
    return f"{name} is {quoted(value)}. {expected} is expected. " + (
        f"{_remedy(kind, value) or usual_remedy}."
    )


def _remedy(kind: str, value: Any) -> str | None:
    """What to do about a value of the wrong type that has an obvious cause."""
    if value is None:
        return "Write a value or remove the line"
    if kind == "string_type":
        return as_text(value)
    if kind == "int_type" and isinstance(value, float):
        return "Write it without decimals"
    if not isinstance(value, str):
        return None
    if kind == "bool_type" and value.lower() in ("yes", "on", "no", "off"):
        return f"Write {'true' if value.lower() in ('yes', 'on') else 'false'}"
    percent = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?) ?%", value)
    if kind == "float_type" and percent:
        return f"Write {_hundredth(percent[1])} for {percent[1]} %"
    return None
