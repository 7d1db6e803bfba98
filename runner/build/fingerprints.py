"""Fingerprints: all that decides a scenario's results, part by part, and what changed in it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from runner import project
from runner.parameters.catalogue import Parameters
from runner.parameters.kinds import ALL_YEARS

Parts = Mapping[str, str]
"""What is hashed, by its name: ``parameters plan.core.rate``, ``census``, ``code ...``."""

_CODE = ("dbt_project/models", "dbt_project/seeds", "macros")
_CODE_FILES = ("dbt_project/dbt_project.yml", "profiles.yml")
_PYTHON = ("warehouse/census*.py", "warehouse/inputs.py", "parameters/kinds.py")
"""Below the package: what reads censuses and writes parameters as rows."""

_NO_EFFECT = "_rules.yml"
"""Files of unit tests: they are read together with the models and change no result."""


def fingerprint_parts(parameters: Parameters, census_id: str) -> dict[str, str]:
    """All that decides the results of a scenario with these parameters on this census.

    Where a census lies and how its columns are called is in its id. What only names a scenario
    is not here, nor what it is compared with: differences are computed anew in every build.
    """
    values = parameters.model_dump(mode="json")
    max_rejected = values.pop("census")["max_rejected"]
    said = dict(_flattened({**values, "census": {"max_rejected": max_rejected}}))
    return {
        **{f"parameter {path}": value for path, value in said.items()},
        "census": census_id,
        **_code_parts(),
    }


def fingerprint(parts: Parts) -> str:
    """The parts as one hash: equal hashes mean equal results."""
    return digest(dict(parts))


def changes(before: Parts, now: Parts) -> list[str]:
    """What differs, in words: a parameter with both values, a census, a file, an engine."""
    names = sorted({*before, *now}, key=lambda name: (not name.startswith("parameter"), name))
    return [
        _said(name, before.get(name), now.get(name))
        for name in names
        if before.get(name) != now.get(name)
    ]


def parameter_changes(before: Parts, now: Parts) -> list[str]:
    """What differs in parameters alone."""
    chosen = (
        {name: value for name, value in parts.items() if name.startswith("parameter ")}
        for parts in (before, now)
    )
    return changes(*chosen)


def digest(value: Any) -> str:
    """A hash of what JSON can hold, whatever the order of its keys."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def _said(name: str, before: str | None, now: str | None) -> str:
    kind, _, what = name.partition(" ")
    if kind == "census":
        return "census: other people"
    if kind == "code":
        how = "new" if before is None else "removed" if now is None else "changed"
        return f"{what}: {how}"
    return f"{what}: {before or 'nothing'} → {now or 'nothing'}"


def _flattened(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """The leaves of a tree by dotted path, each as JSON; a list is a leaf."""
    if isinstance(value, Mapping) and value:
        for key, child in value.items():
            # What holds in all years is said like what has no years.
            below = path if key in (ALL_YEARS, str(ALL_YEARS)) else f"{path}.{key}".lstrip(".")
            yield from _flattened(child, below)
    else:
        yield path, json.dumps(value, sort_keys=True)


@cache
def _code_parts() -> dict[str, str]:
    """All that turns parameters into results: models, seeds, macros, Python, engines."""
    root, package = project.root(), Path(project.__file__).parent
    files = [path for folder in _CODE for path in (root / folder).rglob("*.*")]
    files += [root / name for name in _CODE_FILES]
    parts = {
        f"code {path.relative_to(root).as_posix()}": _hash(path)
        for path in sorted(files)
        if path.suffix in (".sql", ".csv", ".yml") and not path.name.endswith(_NO_EFFECT)
    }
    for path in sorted(found for name in _PYTHON for found in package.glob(name)):
        parts[f"code runner/{path.relative_to(package).as_posix()}"] = _hash(path)
    for name in ("duckdb", "dbt-core", "dbt-duckdb"):
        parts[f"engine {name}"] = version(name)
    return parts


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]
