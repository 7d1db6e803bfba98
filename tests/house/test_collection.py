"""All tests are run."""

from __future__ import annotations

from fnmatch import fnmatch
from pathlib import Path

TESTS = Path(__file__).parents[1]


def test_every_folder_of_tests_is_looked_into(pytestconfig):
    """By default pytest passes over folders with names such as build and dist."""
    passed_over = pytestconfig.getini("norecursedirs")
    folders = {path.parent.relative_to(TESTS) for path in TESTS.rglob("test_*.py")}
    assert {"build", "house"} <= {folder.name for folder in folders}
    names = {part for folder in folders for part in folder.parts}
    assert not [(n, p) for n in names for p in passed_over if fnmatch(n, p)]
