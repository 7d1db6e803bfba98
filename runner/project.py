"""Where the dbt project and the shipped scenarios are: the only place that knows.

A clone has them beside this package, an installed wheel inside it. Both have the same
layout, so that `../macros` and `../tests/dbt` lead to the right place from either.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def root() -> Path:
    """The folder that holds dbt_project, macros, tests/dbt, scenarios and profiles.yml."""
    clone = _PACKAGE.parent
    return clone if (clone / "dbt_project" / "dbt_project.yml").is_file() else _PACKAGE / "_project"


def dbt_project() -> Path:
    """The folder of the dbt project."""
    return root() / "dbt_project"


def profiles() -> Path:
    """The folder of profiles.yml."""
    return root()


def shipped_scenarios() -> Path:
    """The folder of the shipped scenarios, with their templates in `templates/`."""
    return root() / "scenarios"
