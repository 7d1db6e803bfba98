"""What each parameter may be, as JSON Schema derived from the catalogue.

The schema for editors and the documentation are made from these shapes. They know types,
bounds and choices of single values; rules about several values are the catalogue's alone.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from runner.parameters.catalogue import Parameters
from runner.parameters.kinds import Section

Shape = dict[str, Any]

_BOUNDS = {"ge": "minimum", "le": "maximum", "gt": "exclusiveMinimum", "lt": "exclusiveMaximum"}


class _Numbers(GenerateJsonSchema):
    """Amounts are numbers in files, though they are kept as decimals."""

    def decimal_schema(self, schema: core_schema.DecimalSchema) -> JsonSchemaValue:
        return self.float_schema(core_schema.float_schema())


@cache
def shape_of(section: type[Section] = Parameters) -> Shape:
    """The shape of a section with all that is in it, without references. Not to be changed."""
    schema = section.model_json_schema(schema_generator=_Numbers)
    return _inlined(schema, schema.get("$defs", {}))


@cache
def leaf_shapes() -> dict[str, Shape]:
    """The shape of every parameter by its dotted path, in the catalogue's order."""
    return dict(_leaves(shape_of(), ""))


def is_section(shape: Shape) -> bool:
    """Whether a shape is that of a section and not of a parameter, which has a unit."""
    return "properties" in shape and "unit" not in shape


def alternatives(shape: Shape) -> list[Shape]:
    """The kinds of value that a shape allows, nested choices laid out flat."""
    if "anyOf" not in shape:
        return [shape]
    return [each for part in shape["anyOf"] for each in alternatives(part)]


def _leaves(shape: Shape, prefix: str) -> Any:
    for name, child in shape["properties"].items():
        path = f"{prefix}{name}"
        if is_section(child):
            yield from _leaves(child, f"{path}.")
        else:
            yield path, child


def _inlined(schema: Shape, definitions: dict[str, Shape]) -> Shape:
    """A schema with the definitions in the places that refer to them.

    Sections and list entries keep their class's name as title. The defaults of sections are
    those of their parameters, and left out.
    """
    referred = schema.get("$ref")
    if referred:
        return _inlined(definitions[referred.rpartition("/")[2]], definitions)
    shape: Shape = {}
    for key, value in schema.items():
        if key == "$defs" or (key == "title" and "properties" not in schema):
            continue
        if key in ("properties", "patternProperties"):
            value = {name: _inlined(child, definitions) for name, child in value.items()}
        elif key == "anyOf":
            value = [_inlined(child, definitions) for child in value]
        elif key in ("items", "additionalProperties") and isinstance(value, dict):
            value = _inlined(value, definitions)
        shape[_BOUNDS.get(key, key)] = value
    return shape
