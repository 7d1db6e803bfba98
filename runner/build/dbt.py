"""dbt, in process: the only module that knows it."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
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

Watcher = Callable[[str, int, int], None]
"""Called when a node starts: its folder and name, its number, and how many there are."""


def build_models(engine: Engine, watch: Watcher) -> list[Node]:
    """Build all models, with seeds and data tests, in one invocation.

    Raises BuildError if dbt could not run at all; nodes that failed are in the result.
    """
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    arguments = ["build", "--exclude-resource-types", "unit_test", *_options(engine)]
    try:
        with _environment(engine), _interrupts() as interrupted:
            watched = _watched(watch, interrupted)
            outcome = dbtRunner(callbacks=[watched]).invoke(arguments)
    finally:
        DuckDBConnectionManager.close_all_connections()
    if interrupted or isinstance(outcome.exception, KeyboardInterrupt):
        raise KeyboardInterrupt
    if outcome.result is None:
        raise BuildError(f"dbt could not run: {outcome.exception!r}")
    return [_node(result) for result in outcome.result.results]


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


def _watched(watch: Watcher, interrupted: list[float]) -> Callable[[Any], None]:
    def on_event(event: Any) -> None:
        if interrupted and time.monotonic() - interrupted[-1] > PATIENCE:
            signal.raise_signal(signal.SIGINT)
        if event.info.name == "LogStartLine":
            data = event.data
            folder = Path(data.node_info.node_path).parent.name or "checks"
            watch(f"{folder}: {data.node_info.node_name[:40]}", data.index, data.total)

    return on_event


def _node(result: Any) -> Node:
    return Node(
        name=result.node.name,
        kind=str(result.node.resource_type),
        status=str(result.status),
        seconds=result.execution_time,
        message=(result.message or "").strip(),
    )
