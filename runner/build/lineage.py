"""Which models and tests read which: what compares scenarios, what need not be run again."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

ACROSS = "across"
"""The tag of models and tests that compare scenarios: they need the rows of all of them."""

LISTS = ("stg_scenarios", "stg_workforces")
"""Models that say which scenarios a database has: they change when it gets others."""


CENSUSES = "inputs.census"
"""How the sources begin that have what censuses say: they are there with their rows."""


@dataclass(frozen=True)
class Known:
    """A model, seed or test of the project, and the names of what it reads; sources with schema."""

    name: str
    kind: str
    is_view: bool
    is_across: bool
    reads: frozenset[str]


def across(project: Sequence[Known]) -> set[str]:
    """The models that compare scenarios, and the tests of them."""
    compared = {node.name for node in project if node.is_across}
    return {n.name for n in project if n.name in compared or n.reads & compared}


def of_scenarios(project: Sequence[Known]) -> set[str]:
    """All models and tests of scenarios themselves, each without the others."""
    return {node.name for node in project} - across(project)


def comparing(project: Sequence[Known]) -> set[str]:
    """What is run once all scenarios are there: also the lists of them, and tests of these alone.

    Tests of the scenarios themselves have been run where these were simulated.
    """
    lists = {n.name for n in project if n.kind == "test" and n.reads and n.reads <= {*LISTS}}
    return across(project) | {*LISTS} | lists


def done_with(project: Sequence[Known], tables: Collection[str], but: Collection[str]) -> set[str]:
    """The models and tests that are done when some tables have their rows and all views are there.

    A view has its rows if all that it reads has; a test that reads nothing else was passed
    where the rows come from.
    """
    views = {node.name for node in project if node.is_view}.difference(but)
    settled = set(tables) | {n for node in project for n in node.reads if n.startswith(CENSUSES)}
    while more := {n.name for n in project if n.name in views - settled and n.reads <= settled}:
        settled |= more
    passed = {n.name for n in project if n.kind == "test" and n.reads <= settled}
    return set(tables) | views | passed.difference(but)


def read_by(project: Sequence[Known], but: Collection[str]) -> set[str]:
    """What is read by views, and by all else that is still to be run."""
    readers = (node for node in project if node.is_view or node.name not in but)
    return {name for node in readers for name in node.reads}
