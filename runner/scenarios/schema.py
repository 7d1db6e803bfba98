"""The JSON Schema of scenario files, with which editors complete, explain and check them.

Derived from the catalogue; what the language adds are the lines above the parameters and the
markers of merging. It knows names, types, bounds and choices of single values. Rules about
several values, about decimals and about the names of other files are checked by the runner
alone. Templates and profiles have small schemas of their own, which refer to that of
scenarios: the files belong into one folder.
"""

from __future__ import annotations

import json

from runner import project
from runner.parameters.catalogue import in_profiles
from runner.parameters.reference import UNKEYED, allowed, in_words
from runner.parameters.shapes import Shape, alternatives, is_section, shape_of
from runner.scenarios.header import KINDS, LONGEST, PROFILE_KEYS, SCENARIO_KEYS, TEMPLATE_KEYS

FILES = {"scenario": SCENARIO_KEYS, "template": TEMPLATE_KEYS, "profile": PROFILE_KEYS}
"""The kinds of file, and the lines that each may have."""

_SCENARIO = "scenario.schema.json"
_NAME = {"type": "string", "pattern": "^[a-z0-9][a-z0-9_]{0,62}$"}
_HEADER: dict[str, Shape] = {
    "label": {
        "type": ["string", "null"],
        "pattern": "^[^\\n]*$",
        "maxLength": LONGEST["label"],
        "description": "Its name in tables and reports.",
    },
    "description": {
        "type": ["string", "null"],
        "maxLength": LONGEST["description"],
        "description": "What it is about, in a sentence.",
    },
    "kind": {
        "enum": [*KINDS, None],
        "description": "What kind of scenario it is; custom if left out.",
    },
    "tags": {
        "type": ["array", "null"],
        "items": {"type": "string", "pattern": r"^[^\s,*?\[\]]+$"},
        "description": "Words by which scenarios are picked: runner build --scenarios tag:WORD.",
    },
    "extends": {
        **_NAME,
        "type": ["array", "string", "null"],
        "items": _NAME,
        "description": "Templates that it builds on, applied from left to right.",
    },
    "baseline": {
        **_NAME,
        "type": ["string", "null"],
        "description": "Id of the scenario that it is compared with.",
    },
    "sources": {
        "type": ["object", "null"],
        "additionalProperties": {"type": "string"},
        "description": "Where the figures come from: a parameter's path and its source.",
    },
}
_MARKERS = {
    "$replace": "Drops what was inherited and takes this instead.",
    "$append": "Adds these entries after the inherited ones.",
    "$prepend": "Adds these entries before the inherited ones.",
    "$patch": "Changes the inherited entries that have these keys.",
    "$delete": "Drops what was inherited.",
}
_ALONE = {
    "if": {"anyOf": [{"required": [marker]} for marker in _MARKERS]},
    "then": {"maxProperties": 1},
}


def schema(kind: str) -> Shape:
    """The schema of one kind of file: a scenario, a template or a profile."""
    definitions: dict[str, Shape] = {}
    if kind == "scenario":
        definitions["marker"] = _ALONE
        parameters = _section(shape_of(), "parameters", definitions)
        definitions["parameters"]["type"] = ["object", "null"]  # empty counts as left out
        _suggest_profiles(definitions["behavior"]["properties"]["profile"])
    elif kind == "template":
        parameters = {"$ref": f"{_SCENARIO}#/$defs/parameters"}
    else:
        parameters = _profiled(shape_of(), "parameters")
    header = {key: _HEADER[key] for key in FILES[kind] if key != "parameters"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"A {kind} of runner",
        "type": "object",
        "properties": {**header, "parameters": parameters},
        "required": ["label"] if kind == "scenario" else [],
        "additionalProperties": False,
        "$defs": definitions,
    }


def as_text(kind: str) -> str:
    """The schema as it is kept in a file."""
    return json.dumps(schema(kind), indent=2, ensure_ascii=False) + "\n"


def _suggest_profiles(picked: Shape) -> None:
    """Let editors offer the names of the shipped profiles; a workspace may have others."""
    names = sorted(path.stem for path in (project.shipped_scenarios() / "profiles").glob("*.yml"))
    picked["examples"] = names
    picked["items"] = {**picked["items"], "examples": names}


def _profiled(shape: Shape, name: str) -> Shape:
    """The part of a section that a profile may set; what is left without any is left out."""
    kept = {}
    for key, child in shape["properties"].items():
        path = _below(name, key)
        if is_section(child):
            section = _profiled(child, path)
            if section["properties"]:
                kept[key] = section
        elif in_profiles(path):
            kept[key] = {"$ref": f"{_SCENARIO}#/$defs/{name}/properties/{key}"}
    return {"type": "object", "properties": kept, "additionalProperties": False}


def _below(name: str, key: str) -> str:
    """The path of a parameter or section, under which it is also defined."""
    return key if name == "parameters" else f"{name}.{key}"


def _section(shape: Shape, name: str, definitions: dict[str, Shape]) -> Shape:
    """A reference to a section, which is defined once: its marker `$replace` needs it again."""
    definition: Shape = {
        "type": "object",
        "description": shape["description"],
        "properties": {},
        "additionalProperties": False,
        "allOf": [{"$ref": "#/$defs/marker"}],
    }
    definitions[name] = definition
    for key, child in shape["properties"].items():
        make = _section if is_section(child) else _parameter
        definition["properties"][key] = make(child, _below(name, key), definitions)
    if name != "parameters":  # above all parameters a marker means nothing
        definition["properties"] |= _markers(name)
    return {"$ref": f"#/$defs/{name}", "description": shape["description"]}


def _parameter(shape: Shape, name: str, definitions: dict[str, Shape]) -> Shape:
    """What may stand under a parameter's name, with what editors show about it.

    The default is told and not set: editors would write all defaults of a section into a file
    that should say only what differs.
    """
    values = {key: value for key, value in shape.items() if key not in UNKEYED}
    return {**_marked(values, name, definitions), "description": _hover(shape)}


def _marked(values: Shape, name: str, definitions: dict[str, Shape]) -> Shape:
    """Values, or a marker in their place."""
    kinds = [_with_entries_defined(each, definitions) for each in alternatives(values)]
    definitions[name] = _joined(kinds)
    mapping = next((each for each in kinds if each["type"] == "object"), {})
    entries = next((each for each in kinds if each["type"] == "array"), None)
    marked = {
        "type": "object",
        **mapping,
        "properties": {
            **mapping.get("properties", {}),
            **(_list_markers(entries, definitions) if entries else {}),
            **_markers(name),
        },
        "additionalProperties": False,
        "allOf": [{"$ref": "#/$defs/marker"}],
    }
    return _joined([*(each for each in kinds if each["type"] != "object"), marked])


def _with_entries_defined(shape: Shape, definitions: dict[str, Shape]) -> Shape:
    """A shape whose list entries, if they are mappings, are defined once under their name."""
    if "patternProperties" in shape:
        by_year = {
            years: _joined(
                [_with_entries_defined(each, definitions) for each in alternatives(value)]
            )
            for years, value in shape["patternProperties"].items()
        }
        return {**shape, "patternProperties": by_year}
    if shape["type"] != "array" or "properties" not in shape["items"]:
        return shape
    entry = shape["items"]
    definitions[entry["title"]] = {
        **entry,
        "properties": {
            key: _with_entries_defined(field, definitions)
            for key, field in entry["properties"].items()
        },
    }
    return {**shape, "items": {"$ref": f"#/$defs/{entry['title']}"}}


def _joined(kinds: list[Shape]) -> Shape:
    """One of several kinds of value, without a choice between schemas where types tell.

    Editors complete and explain a single schema better, and its errors say more.
    """
    types = [each["type"] for each in kinds]
    if len(kinds) == 1:
        return kinds[0]
    if any("enum" in each for each in kinds) or len(set(types)) < len(types):
        return {"anyOf": kinds}
    return {key: value for each in kinds for key, value in each.items()} | {"type": types}


def _markers(name: str) -> dict[str, Shape]:
    return {
        "$replace": {"$ref": f"#/$defs/{name}", "description": _MARKERS["$replace"]},
        "$delete": {"const": True, "description": _MARKERS["$delete"]},
    }


def _list_markers(entries: Shape, definitions: dict[str, Shape]) -> dict[str, Shape]:
    """The markers of a list; its entries can be patched if they are mappings."""
    markers = {
        marker: {**entries, "description": _MARKERS[marker]} for marker in ("$append", "$prepend")
    }
    entry = entries["items"].get("$ref")
    if entry is None:
        return markers
    name = entry.rpartition("/")[2]
    if f"{name} patch" not in definitions:
        definitions[f"{name} patch"] = _patch(definitions[name], name, definitions)
    return {**markers, "$patch": {"$ref": f"#/$defs/{name} patch"}}


def _patch(entry: Shape, name: str, definitions: dict[str, Shape]) -> Shape:
    """Entries by the value of a key, each with what changes in it."""
    changes = {
        key: _marked(field, f"{name} {key}", definitions) if field.get("type") == "array" else field
        for key, field in entry["properties"].items()
    }
    deletion = {"const": True, "description": "Drops the entry."}
    return {
        "type": "object",
        "description": _MARKERS["$patch"],
        "properties": {
            "by": {"enum": list(changes), "description": "The key that tells entries apart."},
            "items": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {**changes, "$delete": deletion},
                    "additionalProperties": False,
                },
            },
        },
        "required": ["by", "items"],
        "additionalProperties": False,
    }


def _hover(shape: Shape) -> str:
    """What editors show about a parameter."""
    kinds = alternatives(shape)
    values = [each for each in kinds if "patternProperties" not in each]
    by_year = len(values) < len(kinds)
    lines = [
        shape["description"],
        f"Unit: {shape['unit']}.",
        f"Allowed: {allowed({'anyOf': values})}.",
        f"Default: {in_words(shape['default'])}.",
        "May differ by year, as in {2026: ..., 2028: ...}." if by_year else "",
        f"Source: {shape['source']}" if "source" in shape else "",
    ]
    return "\n".join(line for line in lines if line)
