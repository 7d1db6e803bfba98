"""Where in what somebody said an error of pydantic belongs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from runner.parameters.kinds import Yearly

Model: TypeAlias = type[BaseModel]
Key: TypeAlias = str | int

_NOTHING = object()


@dataclass(frozen=True)
class Place:
    """A parameter, a section or a part of one, by name and as far as it was said.

    ``parent`` and ``key`` make up its name. ``steps`` lead to ``value``, the deepest part that
    was said. ``section`` is the model whose fields are allowed beside it, ``field`` the last
    parameter on the way, whose type and unit hold. ``reached`` is false if nothing was said of
    the place itself: then the value is that of what it would be part of.
    """

    parent: str
    key: str
    steps: tuple[Key, ...]
    value: Any
    section: Model | None
    field: FieldInfo | None = None
    reached: bool = True

    @property
    def name(self) -> str:
        """The path in words, e.g. `plan.match.tiers[2028][item 1].rate`."""
        return joined(self.parent, self.key)

    @property
    def is_said(self) -> bool:
        """Whether the parameter itself was said and not only its section."""
        is_section = self.field is None or _is_model(self.field.annotation)
        return self.reached and not (is_section and isinstance(self.value, dict))

    def unsaid(self, key: str, section: Model | None, field: FieldInfo) -> Place:
        """The place one step further, of which nothing was said."""
        return Place(self.name, key, self.steps, self.value, section, field, reached=False)

    def below(
        self, piece: Key, value: Any, section: Model | None, field: FieldInfo | None
    ) -> Place:
        """The place one step further: items of a list count from 1."""
        if isinstance(piece, str):
            key = piece
        else:
            key = f"[item {piece + 1}]" if isinstance(self.value, list) else f"[{piece}]"
        return Place(self.name, key, (*self.steps, piece), value, section, field)


def joined(parent: str, key: str) -> str:
    """The name of a part: a list's items and years stand in brackets."""
    return f"{parent}{key}" if key.startswith("[") or not parent else f"{parent}.{key}"


def steps_of(name: str) -> tuple[Key, ...]:
    """The keys and indices to which a name leads; the reverse of a place's name."""
    pieces = re.findall(r"\[item ([1-9]\d*)\]|\[(\d+)\]|([^.\[]+)", name)
    return tuple(
        int(item) - 1 if item else int(year) if year else key for item, year, key in pieces
    )


def place_of(loc: tuple[Key, ...], values: Any, model: Model) -> Place:
    """Follow an error's location through the values as far as they go.

    A location may hold pieces that nobody said: the names of validators, and the 0 under
    which a value for all years is kept.
    """
    place = Place("", "", (), values, model)
    inner: Model | None = model
    wrapped = False
    for piece in loc:
        if wrapped and piece == 0:
            wrapped = False
            continue
        field = fields_of(inner).get(str(piece)) if inner else None
        child = _child(place.value, piece)
        if child is _NOTHING and field is None:
            continue
        if child is _NOTHING:
            return place.unsaid(str(piece), inner, field)
        wrapped = is_by_year(field) and not _has_years(child)
        place = place.below(piece, child, inner, field or place.field)
        if isinstance(piece, str):
            inner = _model_in(field.annotation) if field else None
    return place


def fields_of(model: Model) -> dict[str, FieldInfo]:
    """The parameters of a section by the names that files use."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


def paths(model: Model, prefix: str = "") -> Iterator[str]:
    """The paths of all sections and parameters."""
    for name, field in fields_of(model).items():
        yield f"{prefix}{name}"
        if _is_model(field.annotation):
            yield from paths(field.annotation, f"{prefix}{name}.")


def is_by_year(field: FieldInfo | None) -> bool:
    """Whether a parameter may change from a named year on."""
    return field is not None and any(isinstance(mark, Yearly) for mark in field.metadata)


def _child(value: Any, key: Key) -> Any:
    if isinstance(value, dict):
        return value.get(key, _NOTHING)
    if isinstance(value, list) and isinstance(key, int) and key < len(value):
        return value[key]
    return _NOTHING


def _has_years(value: Any) -> bool:
    """Whether all keys are years: such a mapping is one value and no section."""
    return isinstance(value, dict) and bool(value) and all(isinstance(key, int) for key in value)


def _model_in(annotation: Any) -> Model | None:
    """The model that a section or the items of a list consist of."""
    if _is_model(annotation):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part))), None)


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)
