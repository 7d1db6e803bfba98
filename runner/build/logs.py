"""What happened in a batch, told from its events."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from runner.build.events import UNPUBLISHED, logs_in, read_events
from runner.errors import RequestError, printable
from runner.warehouse.publish import is_locked

SLOWEST = 10


@dataclass(frozen=True)
class Account:
    """A batch: how it ended, and what took how long.

    ``state`` is completed, failed (nothing was published), interrupted, running, or stopped
    (its process is gone and said nothing). ``exit_code`` and ``seconds`` are None where nobody
    knows; ``stopped_at`` is the stage that did not end.
    """

    batch: str
    state: str
    exit_code: int | None
    started_at: str
    command: list[str]
    seconds: float | None
    person_years: int | None
    stopped_at: str | None
    stages: list[dict[str, Any]]
    slowest: list[dict[str, Any]]
    notes: list[str]
    warnings: list[str]
    errors: list[str]

    def record(self) -> dict[str, Any]:
        """The same for other programs."""
        return asdict(self)


def account(output: Path, batch: str | None = None) -> Account:
    """What happened in a batch, or in the one that was started last.

    Raises RequestError if there is none, or none of this name.
    """
    logs = logs_in(output)
    if not logs:
        raise RequestError(
            f"{output}: no batch was built there. Logs are in the folder that --output of "
            "'runner build' names. Name it with --output."
        )
    name = Path(batch).name if batch else list(logs)[-1]
    if name not in logs:
        raise RequestError(
            f"{output}: there is no batch '{name}'. Batches there: {', '.join(logs)}."
        )
    is_last = name == list(logs)[-1]
    return _account(name, logs[name], running=is_last and is_locked(output))


def as_text(told: Account) -> str:
    """An account for people."""
    return "\n".join(printable(line) for line in _lines(told)) + "\n"


def _account(name: str, path: Path, *, running: bool) -> Account:
    events = read_events(path)
    first = _first(events, "started")
    last = events[-1] if events else {}
    state = _state(last.get("event"), path, running=running)
    ended = {event["stage"]: event for event in _of(events, "stage_ended")}
    stage = _open_stage(events)
    timed = sorted(_of(events, "model", "test"), key=lambda event: -event["seconds"])
    names = ("model", "seconds", "rows")
    return Account(
        batch=name,
        state=state,
        exit_code=last.get("exit_code") if state in _ENDS.values() else None,
        started_at=first.get("time", ""),
        command=["runner", *first.get("command", [])],
        seconds=last.get("seconds"),
        person_years=_first(events, "planned").get("person_years"),
        stopped_at=stage if state != "completed" else None,
        stages=[
            {name: event[name] for name in ("stage", "seconds", "rows")} for event in ended.values()
        ],
        notes=[event["message"] for event in _of(events, "note")],
        slowest=[{each: event.get(each) for each in names} for event in timed[:SLOWEST]],
        warnings=[event["message"] for event in _of(events, "warning")],
        errors=_errors(events),
    )


def _open_stage(events: list[dict[str, Any]]) -> str | None:
    """The stage that began last, if it did not end."""
    last = [*_of(events, "stage_started", "stage_ended")][-1:]
    return last[0]["stage"] if last and last[0]["event"] == "stage_started" else None


_ENDS = {"finished": "completed", "failed": "failed", "interrupted": "interrupted"}


def _state(last: Any, path: Path, *, running: bool) -> str:
    """The state by the last event, which may have been written before it came true."""
    is_published = path.parent.name != UNPUBLISHED.name
    if last in _ENDS and (last != "finished" or is_published):
        return _ENDS[last]
    return "running" if running else "stopped"


def _errors(events: list[dict[str, Any]]) -> list[str]:
    """What went wrong, each once: with scenarios, in models, with the build."""
    failed = [
        f"{event['model']}: {event['message']}"
        for event in _of(events, "model", "test")
        if event.get("message")
    ]
    told = [event["message"] for event in _of(events, "error", "failed")]
    # What ends a build repeats what its models said.
    return list(dict.fromkeys([*told, *(each for each in failed if each not in "\n".join(told))]))


def _lines(told: Account) -> Iterator[str]:
    code = "" if told.exit_code is None else f", exit code {told.exit_code}"
    where = f" while {told.stopped_at}" if told.stopped_at else ""
    yield f"batch      {told.batch}"
    yield f"state      {told.state}{where}{code}"
    yield f"command    {shlex.join(told.command)}"
    yield f"started    {told.started_at}"
    if told.seconds is not None:
        yield f"took       {told.seconds:.1f} s"
    if told.person_years is not None:
        yield f"size       {told.person_years:,} person-years"
    yield from _table("stages", told.stages, "stage")
    yield from _table("slowest models and tests", told.slowest, "model")
    for title, messages in (
        ("notes", told.notes),
        ("warnings", told.warnings),
        ("errors", told.errors),
    ):
        if messages:
            yield from ("", title)
            for message in messages:
                yield from (f"  {line}" for line in message.splitlines())


def _table(title: str, rows: list[dict[str, Any]], name: str) -> Iterator[str]:
    if not rows:
        return
    width = max(len(title), *(len(row[name]) + 2 for row in rows))
    yield ""
    yield f"{title:<{width}}  {'seconds':>9}  {'rows':>14}"
    for row in rows:
        count = "" if row["rows"] is None else f"{row['rows']:,}"
        yield f"  {row[name]:<{width - 2}}  {row['seconds']:>9.3f}  {count:>14}".rstrip()


def _of(events: list[dict[str, Any]], *names: str) -> list[dict[str, Any]]:
    return [event for event in events if event.get("event") in names]


def _first(events: list[dict[str, Any]], name: str) -> dict[str, Any]:
    return next(iter(_of(events, name)), {})
