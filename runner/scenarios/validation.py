"""Merged parameters against the catalogue: every mistake at its line, in the users' words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from runner.errors import Problem
from runner.parameters.kinds import Yearly
from runner.scenarios.nodes import Key, Node, plain
from runner.scenarios.wording import as_text, listed, nearest, quoted, suggestion

Model = type[BaseModel]


@dataclass(frozen=True)
class Place:
    """Where in the files an error of pydantic belongs.

    ``parent`` and ``key`` make up its name; ``node`` is its deepest part that some file has,
    ``section`` the model whose fields are allowed beside it, ``field`` the last parameter on
    the way, whose type and unit hold.
    """

    parent: str
    key: str
    node: Node
    section: Model | None
    field: FieldInfo | None = None

    @property
    def name(self) -> str:
        """The path in words, e.g. `plan.match.tiers[2028][item 1].rate`."""
        return _joined(self.parent, self.key)

    def below(
        self, piece: Key, node: Node, section: Model | None, field: FieldInfo | None
    ) -> Place:
        """The place one step further: items of a list count from 1."""
        if isinstance(piece, str):
            key = piece
        else:
            key = f"[item {piece + 1}]" if isinstance(self.node.value, list) else f"[{piece}]"
        return Place(self.name, key, node, section, field)


def _joined(parent: str, key: str) -> str:
    return f"{parent}{key}" if key.startswith("[") or not parent else f"{parent}.{key}"


def validate(
    tree: Node, model: Model, *, complete: bool = True
) -> tuple[BaseModel | None, list[Problem]]:
    """The parameters that a merged tree describes, or everything that is wrong with it.

    Of a tree that is not complete, because some file could not be read, rules about several
    parameters are not reported: the missing file may keep them.
    """
    try:
        return model.model_validate(plain(tree)), []
    except ValidationError as error:
        all_details = error.errors(include_url=False)
    problems = [
        _problem(details, tree, model)
        for details in all_details
        if complete or not _spans_parameters(details, tree, model)
    ]
    return None, problems


def _spans_parameters(details: Any, tree: Node, model: Model) -> bool:
    if details["type"] not in _RULES:
        return False
    return not _is_written(_place(details["loc"], tree, model))


def fields_of(model: Model) -> dict[str, FieldInfo]:
    """The parameters of a section by the names that files use."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _problem(details: Any, tree: Node, model: Model) -> Problem:
    place = _place(details["loc"], tree, model)
    kind = details["type"]
    if kind in ("extra_forbidden", "invalid_key"):
        message = _unknown(place, model)
    elif kind == "missing":
        message = _missing(place)
    elif kind in _BOUNDS:
        message = _out_of_bounds(kind, details, place)
    elif kind == "literal_error":
        message = _not_a_choice(details, place)
    elif kind in _RULES:
        place, message = _broken_rule(details, place, tree, model)
    else:
        message = _wrong_type(kind, details, place)
    return Problem(place.node.path, place.node.line, message)


def _place(loc: tuple[int | str, ...], tree: Node, model: Model) -> Place:
    """Follow an error's location through the files as far as they go.

    A location may hold pieces that no file has: the names of validators, and the 0 under
    which a value for all years is kept.
    """
    place = Place("", "", tree, model)
    inner: Model | None = model
    wrapped = False
    for piece in loc:
        if wrapped and piece == 0:
            wrapped = False
            continue
        field = fields_of(inner).get(str(piece)) if inner else None
        child = place.node.child(piece)
        if child is None and field is None:
            continue
        if child is None:
            return place.below(piece, place.node, inner, field)
        wrapped = _is_by_year(field) and not child.by_year
        place = place.below(piece, child, inner, field or place.field)
        if isinstance(piece, str):
            inner = _model_in(field.annotation) if field else None
    return place


def _is_by_year(field: FieldInfo | None) -> bool:
    return field is not None and any(isinstance(mark, Yearly) for mark in field.metadata)


def _model_in(annotation: Any) -> Model | None:
    """The model that a section or the items of a list consist of."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part))), None)


def _unknown(place: Place, model: Model) -> str:
    known = fields_of(place.section) if place.section else {}
    meant = _paths_ending_with(place.key, model)
    if len(meant) != 1:
        near = nearest(place.key, known)
        meant = [_joined(place.parent, near)] if near else []
    hint = f" Did you mean {meant[0]!r}?" if meant else ""
    return f"unknown parameter {quoted(place.name)}.{hint} Allowed here: {listed(known)}."


def _paths_ending_with(name: str, model: Model) -> list[str]:
    """The parameters of that name anywhere in the catalogue."""
    return [path for path in _paths(model) if path.rpartition(".")[2] == name]


def _paths(model: Model, prefix: str = "") -> Iterator[str]:
    for name, field in fields_of(model).items():
        yield f"{prefix}{name}"
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from _paths(field.annotation, f"{prefix}{name}.")


def _missing(place: Place) -> str:
    return f"{place.name} is missing. It has no default. Add '{place.key}: ...' here."


_RULES = ("value_error", "assertion_error")

_BOUNDS = {
    "less_than_equal": ("le", "above the highest allowed value {}", "{} or less"),
    "less_than": ("lt", "not below {}", "a value below {}"),
    "greater_than_equal": ("ge", "below the lowest allowed value {}", "{} or more"),
    "greater_than": ("gt", "not above {}", "a value above {}"),
}


def _out_of_bounds(kind: str, details: Any, place: Place) -> str:
    key, wrong, allowed = _BOUNDS[kind]
    value, bound = details["input"], details["ctx"][key]
    percent = _percent(value, bound, place.field)
    remedy = percent or f"Write {allowed.format(_number(bound))}."
    return f"{place.name} is {_number(value)}, {wrong.format(_number(bound))}. {remedy}"


def _percent(value: float, bound: float, field: FieldInfo | None) -> str | None:
    """The remedy for a rate given in percent."""
    if not (1 < abs(value) <= 100 and abs(bound) <= 1 and value * bound > 0):
        return None
    extra = field.json_schema_extra if field else None
    first, _, rest = str(extra.get("unit", "") if isinstance(extra, dict) else "").partition(" ")
    plurals = {"fraction": "fractions", "share": "shares", "probability": "probabilities"}
    unit = f"{plurals[first]} {rest}" if first in plurals else "fractions"
    return f"Rates are {unit}: write {value / 100:g} for {value:g} %."


def _number(value: Any) -> str:
    """A number in full, without a decimal point if it is whole."""
    whole = abs(value) < 1e15 and value == int(value)
    return str(int(value)) if whole else str(value)


def _not_a_choice(details: Any, place: Place) -> str:
    allowed = re.findall(r"'([^']*)'", details["ctx"]["expected"])
    value = details["input"]
    hint = suggestion(value, allowed) if isinstance(value, str) else ""
    return f"{place.name} is {quoted(value)}.{hint} Allowed here: {listed(allowed)}."


def _broken_rule(details: Any, place: Place, tree: Node, model: Model) -> tuple[Place, str]:
    """A rule's own message, at the first parameter it names if it is about several."""
    message = str(details["ctx"]["error"])
    if place.key:
        return place, f"{place.name}: {message}"
    named = [
        _place(tuple(path.split(".")), tree, model)
        for path in re.findall(r"[a-z_]+(?:\.[a-z_]+)+", message)
    ]
    written = [each for each in named if _is_written(each)]
    return next(iter(written or named), place), message


def _is_written(place: Place) -> bool:
    """Whether a file has the parameter itself and not only its section."""
    return not isinstance(place.node.value, dict) or place.node.by_year


_EXPECTED = {
    "int_type": ("A whole number", "Write it in digits, without quotes"),
    "float_type": ("A number", "Write it in digits, without quotes"),
    "is_instance_of": ("An amount in dollars", "Write it in digits, without quotes, $ and commas"),
    "bool_type": ("true or false", "Write one of them, without quotes"),
    "string_type": ("Text", "Write text"),
    "date_type": ("A date", "Write e.g. 2026-01-01"),
    "list_type": ("A list", "Write each entry on a line of its own that begins with '- '"),
    "model_type": ("A section", "Write 'name: value' lines beneath it"),
    "dict_type": ("A section", "Write 'name: value' lines beneath it"),
}


def _wrong_type(kind: str, details: Any, place: Place) -> str:
    if kind not in _EXPECTED:
        return f"{place.name}: {details['msg']}."
    value = details["input"]
    expected, usual_remedy = _EXPECTED[kind]
    name = f"a name in {place.parent}" if "[key]" in details["loc"] else place.name
    if _is_by_year(place.field) and isinstance(value, dict):
        expected = f"{expected}, for all years or by year,"
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
        return f"Write {float(percent[1]) / 100:g} for {percent[1]} %"
    return None
