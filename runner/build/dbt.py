"""dbt, in process: the only module that knows it."""

from __future__ import annotations

import gc
import hashlib
import os
import re
import signal
import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from runner import project as files
from runner.build import cache as kept
from runner.build.lineage import ACROSS, Known
from runner.errors import BuildError
from runner.warehouse import publish

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest


@dataclass(frozen=True)
class Node:
    """A model, seed or test that dbt has finished: how, in how many seconds, saying what."""

    name: str
    kind: str
    status: str
    seconds: float
    message: str
    rows: int | None = None

    @property
    def failed(self) -> bool:
        """Whether its SQL failed, or a test found rows."""
        return self.status in ("error", "fail", "runtime error")


@dataclass(frozen=True)
class Engine:
    """Where dbt works and with what: database file, folder for its own files, limits.

    ``threads`` are those that work on one model, ``at_once`` is how many models are worked on.
    """

    warehouse: Path
    folder: Path
    threads: int
    memory: str
    at_once: int = 1


PATIENCE = 0.5
"""Seconds after which an interrupt counts as swallowed if dbt is still at work."""

_FINISHED = "NodeFinished"
"""What dbt calls its message that the work of a node is done and committed."""

_ASKED = "asked"
"""The tag of nodes that are to be run."""

_BY_THEMSELVES = ("--indirect-selection", "empty")
"""Tests are run or not by their own names, not with the models that they read."""

_SUCCEEDED = ("success", "pass", "warn")


class Watcher(Protocol):
    """Who is told of nodes as they start and end."""

    def started_node(self, folder: str, name: str, index: int, total: int) -> None:
        """A node starts: its folder and name, its number, and how many there are."""

    def ended_node(self, node: Node) -> None:
        """A node has ended."""


def build_models(
    engine: Engine,
    watcher: Watcher | None,
    names: Collection[str] | None = None,
    finished: Callable[[str], None] = lambda _name: None,
) -> list[Node]:
    """Build models with seeds and data tests, in one invocation: all, or those of these names.

    ``finished`` is told the name of each node that succeeded, once it will last. Raises
    BuildError if dbt could not run at all; nodes that failed are in the result.
    """
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    selection = [] if names is None else ["--select", f"tag:{_ASKED}", *_BY_THEMSELVES]
    arguments = ["build", "--exclude-resource-types", "unit_test", *_options(engine), *selection]
    try:
        with _environment(engine), _few_events(), _interrupts() as interrupted, _no_collections():
            watched = _watched(watcher, finished)
            manifest = _manifest(engine, interrupted)
            with _asked(manifest, names or ()):
                outcome = dbtRunner(manifest=manifest, callbacks=[watched]).invoke(arguments)
    finally:
        DuckDBConnectionManager.close_all_connections()
    _check(outcome, interrupted)
    return [_node(result) for result in outcome.result.results]


@contextmanager
def _asked(manifest: Manifest, names: Collection[str]) -> Iterator[None]:
    """Mark nodes for as long as dbt runs: it takes a second to select hundreds by their names."""
    marked = [node for node in manifest.nodes.values() if node.name in names]
    for node in marked:
        node.tags.append(_ASKED)
    try:
        yield
    finally:
        for node in marked:
            node.tags.remove(_ASKED)


def project(engine: Engine) -> list[Known]:
    """The models, seeds and tests of the project, each with what it reads."""
    with _environment(engine), _few_events(), _interrupts() as interrupted:
        manifest = _manifest(engine, interrupted)
    names = {key: node.name for key, node in manifest.nodes.items()}
    names |= {key: f"{each.source_name}.{each.name}" for key, each in manifest.sources.items()}
    return [
        Known(
            name=node.name,
            kind=str(node.resource_type),
            is_view=node.config.materialized == "view",
            is_across=ACROSS in node.tags,
            reads=frozenset(names[key] for key in node.depends_on_nodes if key in names),
        )
        for node in manifest.nodes.values()
    ]


_manifests: dict[str, Manifest] = {}
"""The project as dbt has read it, by its hash and the database's name."""


def _manifest(engine: Engine, interrupted: threading.Event) -> Manifest:
    """The project, parsed once for a state of the code and kept for other builds.

    Left to itself, dbt parses anew, for seconds, whenever the database is another file.
    """
    from dbt.cli.main import dbtRunner
    from dbt.parser.manifest import extended_mashumaro_encoder

    key = f"{project_hash()}-{engine.warehouse.stem}"
    found = _manifests.get(key) or _kept_manifest(key)
    if found is None:
        arguments = ["parse", "--no-partial-parse", *_options(engine)]
        outcome = dbtRunner().invoke(arguments)
        _check(outcome, interrupted)
        found = outcome.result
        # Builds do without both, which are most of it.
        found.unit_tests.clear()
        found.files.clear()
        kept.keep("manifest", key, found.to_msgpack(extended_mashumaro_encoder))
    _manifests[key] = found
    return found


def _kept_manifest(key: str) -> Manifest | None:
    from dbt.contracts.graph.manifest import Manifest
    from dbt.parser.manifest import extended_mashumuro_decoder

    content = kept.read("manifest", key)
    if content is not None:
        with suppress(Exception):
            return Manifest.from_msgpack(content, decoder=extended_mashumuro_decoder)
    return None


@cache
def project_hash() -> str:
    """A hash of all that dbt reads: the project's files, where they are, and its own versions."""
    root = files.root()
    folders = ("dbt_project/models", "dbt_project/seeds", "macros", "tests/dbt")
    found = sorted(path for name in folders for path in (root / name).rglob("*"))
    settings = [root / "dbt_project" / "dbt_project.yml", root / "profiles.yml"]
    digest = hashlib.sha256(str(root).encode())
    for path in [*settings, *(path for path in found if path.is_file())]:
        digest.update(f"\n{path.relative_to(root)}\n".encode())
        digest.update(path.read_bytes())
    for package in ("dbt-core", "dbt-adapters", "dbt-common", "dbt-duckdb"):
        digest.update(f"{package}=={version(package)}".encode())
    return digest.hexdigest()


def _check(outcome: Any, interrupted: threading.Event) -> None:
    if interrupted.is_set() or isinstance(outcome.exception, KeyboardInterrupt):
        raise KeyboardInterrupt
    if outcome.result is None:
        raise BuildError(f"dbt could not run: {outcome.exception!r}")


def _options(engine: Engine) -> list[str]:
    # dbt takes what is relative as relative to the project.
    folder = engine.folder.absolute()
    return [
        *("--project-dir", str(files.dbt_project())),
        *("--profiles-dir", str(files.profiles())),
        *("--target-path", str(folder / "target")),
        *("--log-path", str(folder / "logs")),
        *("--log-level", "none", "--log-level-file", "none", "--no-print"),
        *("--no-write-json", "--no-version-check", "--no-use-colors"),
    ]


@contextmanager
def _environment(engine: Engine) -> Iterator[None]:
    """The variables that profiles.yml reads, for as long as dbt runs."""
    variables = {
        "RUNNER_WAREHOUSE": str(engine.warehouse),
        "RUNNER_THREADS": str(engine.threads),
        "RUNNER_MEMORY": engine.memory,
        "RUNNER_MODELS_AT_ONCE": str(engine.at_once),
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
def _interrupts() -> Iterator[threading.Event]:
    """Whether there was an interrupt, which is repeated until dbt is at its end.

    dbt swallows one that comes at certain moments of its start.
    """
    seen, ended = threading.Event(), threading.Event()

    def repeat() -> None:
        while not ended.wait(PATIENCE):
            signal.raise_signal(signal.SIGINT)

    def interrupt(_number: int, _frame: Any) -> None:
        if not seen.is_set():
            seen.set()
            threading.Thread(target=repeat, daemon=True).start()
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield seen
        return
    before = signal.signal(signal.SIGINT, interrupt)
    try:
        yield seen
    finally:
        ended.set()
        signal.signal(signal.SIGINT, before)


@contextmanager
def _no_collections() -> Iterator[None]:
    """Have Python not look for garbage: dbt makes a great many objects, most of which stay.

    Nor afterwards among what is left; only before the next invocation.
    """
    gc.unfreeze()
    if _manifests:
        gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


@contextmanager
def _few_events() -> Iterator[None]:
    """Have dbt make no messages of what only its debug log would show: dozens for each node."""
    from dbt_common.events import event_manager_client as client
    from dbt_common.events.base_types import BaseEvent, EventLevel
    from dbt_common.events.event_manager import EventManager

    class FewEvents(EventManager):
        def fire_event(
            self, e: BaseEvent, level: EventLevel | None = None, *others: Any, **named: Any
        ) -> None:
            is_debug = (level or e.level_tag()) in (EventLevel.DEBUG, EventLevel.TEST)
            if not is_debug or type(e).__name__ == _FINISHED:
                super().fire_event(e, level, *others, **named)

    before = client.get_event_manager()
    client.ctx_set_event_manager(FewEvents())
    try:
        yield
    finally:
        client.ctx_set_event_manager(before)


def _watched(watcher: Watcher | None, finished: Callable[[str], None]) -> Callable[[Any], None]:
    one_by_one = threading.Lock()  # models worked on at once end in threads of their own

    def on_event(event: Any) -> None:
        with one_by_one:
            tell(event)

    def tell(event: Any) -> None:
        if event.info.name == "LogStartLine" and watcher is not None:
            data = event.data
            folder = Path(data.node_info.node_path).parent.name or "checks"
            watcher.started_node(folder, data.node_info.node_name[:40], data.index, data.total)
        elif event.info.name == _FINISHED:
            if event.data.run_result.status in _SUCCEEDED:
                finished(event.data.node_info.node_name)
            if watcher is not None:
                watcher.ended_node(_ended(event.data))

    return on_event


def _ended(data: Any) -> Node:
    """The node of an event of dbt's, with the rows of its table."""
    info, result = data.node_info, data.run_result
    return Node(
        name=info.node_name,
        kind=info.resource_type,
        status=result.status,
        seconds=result.execution_time,
        message=_said(result.message),
        rows=_rows(info) if info.materialized in ("table", "seed") else None,
    )


def _rows(info: Any) -> int | None:
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    database: Any = DuckDBConnectionManager.env()
    with database.conn.cursor() as connection:
        return publish.count_rows(connection, info.node_relation.schema, info.node_relation.alias)


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
