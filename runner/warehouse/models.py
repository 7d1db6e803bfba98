"""Models without dbt: the same SQL, for when nothing else is built.

dbt needs seconds to start, which are fine before a simulation and long when somebody waits to hear
whether a file can be used, or how two scenarios differ. Models and macros are read from the files
that dbt reads; what is done here is what dbt does to a model: render it, and keep its rows in a
table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from runner import project

if TYPE_CHECKING:
    import duckdb
    from jinja2 import Environment

_OF_DBT = ("ref", "source", "generate_schema_name", "one_row_per")
"""Macros that call dbt itself; the first two are defined here instead."""

_SCHEMAS = {"marts": "main"}
"""The schemas of model folders that are not called like the folder."""

_OF_SEEDS = "staging"
"""The schema of the seeds."""

_PASSING = ("stg_census_parsed", "stg_census_pay", "stg_census_rates", "stg_census_checked")
"""Wide models that one other alone reads, and once: keeping their rows takes a seventh longer."""


def build_models(connection: duckdb.DuckDBPyConnection, names: tuple[str, ...]) -> None:
    """Create the tables of these models and of all models that they read, replacing them."""
    for name in _in_order(names):
        kind = "view" if name in _PASSING and name not in names else "table"
        connection.execute(f"create schema if not exists {_schema(name)}")
        connection.execute(f"create or replace {kind} {_relation(name)} as {_rendered(name)[0]}")


def model_sql(name: str, instead: Mapping[str, str]) -> str:
    """The SQL of a model, reading other relations ``instead`` of some of its own."""
    template = _environment().from_string(_files()[name].read_text("utf-8"))
    return template.render(ref=lambda parent: instead.get(parent) or _relation(parent))


def render(text: str) -> str:
    """SQL text in which formulas of ``macros/`` are called, as models call them."""
    return _environment().from_string(text).render()


def _in_order(names: tuple[str, ...]) -> Iterator[str]:
    """The models and what they read, each once and after what it reads itself."""
    known: dict[str, None] = {}

    def add(name: str) -> None:
        for parent in _rendered(name)[1]:
            if parent not in known:
                add(parent)
        known[name] = None

    for name in names:
        add(name)
    return iter(known)


@cache
def _rendered(name: str) -> tuple[str, tuple[str, ...]]:
    """The SQL of a model, and the models that it reads."""
    read: list[str] = []

    def ref(parent: str) -> str:
        read.append(parent)
        return _relation(parent)

    template = _environment().from_string(_files()[name].read_text("utf-8"))
    return template.render(ref=ref), tuple(read)


def _relation(name: str) -> str:
    return f"{_schema(name)}.{name}"


def _schema(name: str) -> str:
    if name not in _files():
        return _OF_SEEDS
    folder = _files()[name].parent.name
    return _SCHEMAS.get(folder, folder)


@cache
def _files() -> dict[str, Path]:
    return {path.stem: path for path in (project.dbt_project() / "models").rglob("*.sql")}


@cache
def _environment() -> Environment:
    """Jinja with all macros, each of which may call the others."""
    from jinja2 import Environment

    environment = Environment(extensions=["jinja2.ext.do"])
    environment.globals["source"] = lambda schema, table: f"{schema}.{table}"
    for path in (project.root() / "macros").glob("*.sql"):
        if path.stem not in _OF_DBT:
            environment.globals[path.stem] = _macro(environment, path)
    return environment


def _macro(environment: Environment, path: Path) -> Callable[..., Any]:
    """A macro that is read when it is first called: by then, the others are known to Jinja."""

    @cache
    def found() -> Callable[..., Any]:
        return getattr(environment.from_string(path.read_text("utf-8")).module, path.stem)

    return lambda *arguments, **named: found()(*arguments, **named)
