"""What happens in a build, as records: one line of JSON each, told at once and kept in a file.

The file is `.work/events/<batch>.jsonl` of the output folder for as long as the batch is not
published, whatever becomes of it, and `events.jsonl` in the batch's folder afterwards.
docs/events.md says what the records hold.
"""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from runner.errors import ExitCode, RunnerError
from runner.warehouse.manifest import BATCHES

EVENTS = "events.jsonl"
UNPUBLISHED = Path(".work") / "events"
KEPT = 50
"""How many logs of batches that were never published are kept."""


@dataclass
class EventLog:
    """The records of one build: to ``stream`` as they happen, and to a file once there is one."""

    stream: TextIO | None = None
    batch: str | None = None
    _file: Path | None = None
    _early: list[str] = field(default_factory=list)

    def emit(self, event: str, **fields: Any) -> None:
        """Record an event."""
        self._tell(self._keep(event, fields))

    def keep_in(self, output: Path, batch: str) -> None:
        """Keep the events of a batch, from the first one on, in a file of the output folder."""
        folder = output / UNPUBLISHED
        folder.mkdir(parents=True, exist_ok=True)
        self.batch, self._file = batch, folder / f"{batch}.jsonl"
        number = 1 + max(map(number_of, logs_in(output).values()), default=0)
        for old in sorted(folder.glob("*.jsonl"), key=number_of)[:-KEPT]:
            old.unlink(missing_ok=True)
        self._file.unlink(missing_ok=True)
        first = self._line("batch", {"number": number})
        for line in (first, *self._early):
            self._write(line)
        self._tell(first)

    @contextmanager
    def published(self, staged: Path, **last: Any) -> Iterator[None]:
        """While a batch becomes visible: its last event is among its files before.

        If that fails, the file of the events goes on; it is gone when it has succeeded.
        """
        line = self._keep("finished", last)
        if self._file:
            shutil.copyfile(self._file, staged / EVENTS)
        yield
        if self._file:
            self._file.unlink(missing_ok=True)
            self._file = None
        self._tell(line)

    @contextmanager
    def ending(self) -> Iterator[None]:
        """Record how a build ends that is not published."""
        try:
            yield
        except RunnerError as error:
            self.emit("failed", exit_code=int(error.exit_code), message=str(error))
            raise
        except KeyboardInterrupt:
            self.emit("interrupted", exit_code=int(ExitCode.INTERRUPTED))
            raise
        except Exception as error:
            message = f"{type(error).__name__}: {error}"
            self.emit("failed", exit_code=int(ExitCode.SCENARIO_FAILED), message=message)
            raise

    def _keep(self, event: str, fields: dict[str, Any]) -> str:
        line = self._line(event, fields)
        if self._file:
            self._write(line)
        else:
            self._early.append(line)
        return line

    def _line(self, event: str, fields: dict[str, Any]) -> str:
        now = dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")
        return json.dumps({"event": event, "time": now, "batch": self.batch, **fields})

    def _write(self, line: str) -> None:
        """Append to the file. A full disk is told by what the build cannot go on without."""
        assert self._file
        try:
            with self._file.open("a", encoding="utf-8") as file:
                file.write(line + "\n")
        except OSError:
            return

    def _tell(self, line: str) -> None:
        if self.stream is not None:
            print(line, file=self.stream, flush=True)


def logs_in(output: Path) -> dict[str, Path]:
    """The files of events of an output folder by their batches, the latest batch last."""
    found = {path.stem: path for path in (output / UNPUBLISHED).glob("*.jsonl")}
    found |= {path.parent.name: path for path in output.glob(f"{BATCHES}/{EVENTS}")}
    return dict(sorted(found.items(), key=lambda each: number_of(each[1])))


def number_of(path: Path) -> int:
    """The number of the batch that a file of events is about; 0 if the file does not say."""
    with path.open(encoding="utf-8", errors="replace") as file:
        first = _record(file.readline())
    number = first.get("number")
    return number if isinstance(number, int) else 0


def read_events(path: Path) -> list[dict[str, Any]]:
    """The events in a file; a last line that a kill cut short is left out."""
    lines = path.read_text("utf-8", errors="replace").splitlines()
    return [record for line in lines if (record := _record(line))]


def _record(line: str) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
