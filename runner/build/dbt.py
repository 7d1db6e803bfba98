"""dbt, in process: the only module that knows it."""

from __future__ import annotations

import os
import re
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from runner import project
from runner.errors import BuildError


@dataclass(frozen=True)
class Node:
    """A model, seed or test that dbt has finished: how, in how many seconds, saying what."""

    name: str
    kind: str
    status: str
    seconds: float
    message: str

    @property
    def failed(self) -> bool:
        """Whether its SQL failed, or a test found rows."""
        return self.status in ("error", "fail", "runtime error")


@dataclass(frozen=True)
class Engine:
    """Where dbt works and with what: database file, folder for its own files, limits."""

    warehouse: Path
    folder: Path
    threads: int
    memory: str


PATIENCE = 1.0
"""Seconds after which an interrupt counts as swallowed if dbt is still at work."""

_SUCCEEDED = ("success", "pass", "warn")

Watcher = Callable[[str, int, int], None]
"""Called when a node starts: its folder and name, its number, and how many there are."""


ACROSS = "across"
"""The tag of models that compare scenarios: they need the rows of all of them."""

LISTS = ("stg_scenarios", "stg_workforces")
"""Models that say which scenarios a database has: they change when it gets others."""


def build_models(
    engine: Engine,
    watch: Watcher,
    *,
    select: Sequence[str] = (),
    exclude: Sequence[str] = (),
    finished: Callable[[str], None] = lambda _name: None,
) -> list[Node]:
    """Build models with seeds and data tests, in one invocation: all, or those selected.

    ``finished`` is told the name of each node that succeeded, once it will last. Raises
    BuildError if dbt could not run at all; nodes that failed are in the result.
    """
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    arguments = ["build", "--exclude-resource-types", "unit_test", *_options(engine)]
    for option, names in (("--select", select), ("--exclude", exclude)):
        arguments += [option, *names] if names else []
    try:
        with _environment(engine), _interrupts() as interrupted:
            watched = _watched(watch, finished, interrupted)
            manifest = _manifest(engine, watched, interrupted)
            outcome = dbtRunner(manifest=manifest, callbacks=[watched]).invoke(arguments)
    finally:
        DuckDBConnectionManager.close_all_connections()
    _check(outcome, interrupted)
    return [_node(result) for result in outcome.result.results]


def models_across(engine: Engine) -> list[str]:
    """The names of the models that compare scenarios."""
    with _environment(engine), _interrupts() as interrupted:
        nodes = _manifest(engine, _watched(_ignore, _ignore, interrupted), interrupted).nodes
    return sorted(node.name for node in nodes.values() if ACROSS in node.tags)


def _ignore(*_told: Any) -> None:
    """Nobody watches."""


_manifests: dict[Path, Any] = {}
"""The project as dbt has read it, by the folder for dbt's files: it is read once a process."""


def _manifest(engine: Engine, watched: Callable[[Any], None], interrupted: list[float]) -> Any:
    from dbt.cli.main import dbtRunner

    if engine.folder not in _manifests:
        outcome = dbtRunner(callbacks=[watched]).invoke(["parse", *_options(engine)])
        _check(outcome, interrupted)
        _manifests[engine.folder] = outcome.result
    return _manifests[engine.folder]


def _check(outcome: Any, interrupted: list[float]) -> None:
    if interrupted or isinstance(outcome.exception, KeyboardInterrupt):
        raise KeyboardInterrupt
    if outcome.result is None:
        raise BuildError(f"dbt could not run: {outcome.exception!r}")


def _options(engine: Engine) -> list[str]:
    return [
        *("--project-dir", str(project.dbt_project())),
        *("--profiles-dir", str(project.profiles())),
        *("--target-path", str(engine.folder / "target")),
        *("--log-path", str(engine.folder / "logs")),
        *("--log-level", "none", "--log-level-file", "warn", "--no-print"),
        *("--no-write-json", "--no-version-check", "--no-use-colors"),
    ]


@contextmanager
def _environment(engine: Engine) -> Iterator[None]:
    """The variables that profiles.yml reads, for as long as dbt runs."""
    variables = {
        "RUNNER_WAREHOUSE": str(engine.warehouse),
        "RUNNER_THREADS": str(engine.threads),
        "RUNNER_MEMORY": engine.memory,
    }
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@contextmanager
def _interrupts() -> Iterator[list[float]]:
    """When there were interrupts: dbt swallows one that comes at certain moments of its start."""
    seen: list[float] = []

    def interrupt(_number: int, _frame: Any) -> None:
        seen.append(time.monotonic())
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield seen
        return
    before = signal.signal(signal.SIGINT, interrupt)
    try:
        yield seen
    finally:
        signal.signal(signal.SIGINT, before)


def _watched(
    watch: Watcher, finished: Callable[[str], None], interrupted: list[float]
) -> Callable[[Any], None]:
    def on_event(event: Any) -> None:
        if interrupted and time.monotonic() - interrupted[-1] > PATIENCE:
            signal.raise_signal(signal.SIGINT)
        if event.info.name == "LogStartLine":
            data = event.data
            folder = Path(data.node_info.node_path).parent.name or "checks"
            watch(f"{folder}: {data.node_info.node_name[:40]}", data.index, data.total)
        elif event.info.name == "NodeFinished" and event.data.run_result.status in _SUCCEEDED:
            finished(event.data.node_info.node_name)

    return on_event


def _node(result: Any) -> Node:
    return Node(
        name=result.node.name,
        kind=str(result.node.resource_type),
        status=str(result.status),
        seconds=result.execution_time,
        message=_said(result.message or ""),
    )


def _said(message: str) -> str:
    """What the engine says, on one line, without dbt's words on where: that is known."""
    line = " ".join(message.split())
    return re.sub(r"^\w+ Error in \w+ \S+ \([^)]*\) ", "", line)
