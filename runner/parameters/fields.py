"""The single values of the catalogue: parameters, and the fields of the entries of lists."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from runner.parameters.catalogue import Leaf, Parameters, leaves
from runner.parameters.kinds import Section


@dataclass(frozen=True)
class Field:
    """A single value that a file can say: where it stands, its type and what it may be.

    ``path`` has `[]` for the entries of a list: `plan.match.tiers[].rate`. A minimum or
    maximum is allowed itself unless it is ``above_minimum`` or ``below_maximum``.
    """

    path: str
    leaf: Leaf
    type: type
    minimum: Any = None
    maximum: Any = None
    above_minimum: bool = False
    below_maximum: bool = False
    choices: tuple[str, ...] = ()


def fields(section: type[Section] = Parameters) -> Iterator[Field]:
    """Every single value of the catalogue, in the order in which a plan document has them."""
    for leaf in leaves(section):
        start = Field(leaf.path, leaf, NoneType)
        yield from _within(leaf.field.annotation, _bounded(start, leaf.field))


def _within(annotation: Any, field: Field) -> Iterator[Field]:
    """The single values that something of this type consists of."""
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        for mark in parts[1:]:
            field = _bounded(field, mark)
        yield from _within(parts[0], field)
    elif origin is list:
        yield from _within(parts[0], replace(field, path=f"{field.path}[]"))
    elif origin is dict and parts[0] is int:
        yield from _within(parts[1], field)
    elif origin in (Union, UnionType):
        for part in parts:
            yield from _within(part, field)
    elif isinstance(annotation, type) and issubclass(annotation, Section):
        yield from _of_section(annotation, field)
    elif annotation is not NoneType:
        choices = parts if origin is Literal else ()
        yield replace(field, type=str if choices else origin or annotation, choices=choices)


def _of_section(section: type[Section], field: Field) -> Iterator[Field]:
    for name, inner in section.model_fields.items():
        path = f"{field.path}.{inner.alias or name}"
        yield from _within(inner.annotation, _bounded(Field(path, field.leaf, NoneType), inner))


def _bounded(field: Field, mark: Any) -> Field:
    """The field with the bounds that pydantic keeps in a mark of its type."""
    if isinstance(mark, FieldInfo):
        for each in mark.metadata:
            field = _bounded(field, each)
        return field
    for name, at, exclusive in (
        ("ge", "minimum", {"above_minimum": False}),
        ("gt", "minimum", {"above_minimum": True}),
        ("le", "maximum", {"below_maximum": False}),
        ("lt", "maximum", {"below_maximum": True}),
    ):
        bound = getattr(mark, name, None)
        if bound is not None:
            field = replace(field, **{at: bound}, **exclusive)
    return field
