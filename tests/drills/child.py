"""`python -m tests.drills.child FAULTS build …`: runner, with something going wrong in it.

The faults are put around functions of the product in this process alone: it knows nothing of
them. FAULTS is the JSON text of Faults, which the drills write.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import importlib
import itertools
import json
import os
import pkgutil
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import runner
from runner.cli import main


@dataclass(frozen=True)
class Faults:
    """What goes wrong in a process.

    ``at`` is a function or method, `package.module:name`; at its call number ``call``, before
    it does its work or ``after`` it, the process kills itself, or fills the file system of the
    folder ``fill``. A function that records a change of state makes "killed after the third one".
    ``clock`` is the number of seconds that the clock of this process is ahead.
    """

    at: str = ""
    call: int = 1
    after: bool = False
    fill: str = ""
    clock: float = 0.0

    def as_text(self) -> str:
        return json.dumps(asdict(self))


def install(faults: Faults) -> None:
    """Put the faults around the functions that they are about."""
    if faults.clock:
        _shift_clock(faults.clock)
    if faults.at:
        module_name, name = faults.at.split(":")
        owner: Any = importlib.import_module(module_name)
        *outer, name = name.split(".")
        for each in outer:
            owner = getattr(owner, each)
        original = getattr(owner, name)
        faulty = _faulty(original, faults)
        setattr(owner, name, faulty)
        _replace(original, name, faulty)


def fill(folder: Path) -> None:
    """Take all space that a file system has left."""
    for size in (1 << 20, 1 << 12, 1 << 6, 1):
        with (folder / ".filled").open("ab", buffering=0) as file:
            try:
                while True:
                    file.write(b"\0" * size)
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise


def _faulty(original: Callable, faults: Faults) -> Callable:
    calls = itertools.count(1)

    def fail() -> None:
        if faults.fill:
            fill(Path(faults.fill))
        else:
            os.kill(os.getpid(), signal.SIGKILL)

    def faulty(*arguments: Any, **named: Any) -> Any:
        due = next(calls) == faults.call
        if due and not faults.after:
            fail()
        result = original(*arguments, **named)
        if due and faults.after:
            fail()
        return result

    return faulty


def _replace(original: Callable, name: str, replacement: Callable) -> None:
    """In every module that knows the function by its name, imported or not yet."""
    for module in _modules():
        if getattr(module, name, None) is original:
            setattr(module, name, replacement)


def _shift_clock(seconds: float) -> None:
    """What Python code of runner is told of the time; clocks that measure go on as they are."""
    real = time.time

    class Shifted(dt.datetime):
        @classmethod
        def now(cls, tz: dt.tzinfo | None = None) -> dt.datetime:
            return dt.datetime.fromtimestamp(real() + seconds, tz)

    class Module:
        datetime = Shifted

        def __getattr__(self, name: str) -> Any:
            return getattr(dt, name)

    time.time = lambda: real() + seconds
    for module in _modules():
        if getattr(module, "dt", None) is dt:
            module.dt = Module()


def _modules() -> list[Any]:
    found = pkgutil.walk_packages(runner.__path__, "runner.")
    return [importlib.import_module(each.name) for each in found if "__main__" not in each.name]


if __name__ == "__main__":
    install(Faults(**json.loads(sys.argv.pop(1))))
    with contextlib.suppress(BrokenPipeError):
        main(prog_name="runner")
