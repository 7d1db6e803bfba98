"""How ctrl-C ends the process: soon, whatever it is at."""

from __future__ import annotations

import atexit
import contextlib
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from runner.errors import ExitCode

PATIENCE = 1.5
"""Seconds in which an interrupted build may tidy up."""


@contextmanager
def prompt() -> Iterator[None]:
    """Have an interrupt end the process even if something waits for a thread at its work.

    What is left then is what a kill leaves, which harms nothing. Whatever fails after an
    interrupt does so because of it: the engine calls it an error of the query that it was at.
    """
    seen: list[int] = []

    def give_up() -> None:
        say()
        os._exit(ExitCode.INTERRUPTED)

    def interrupt(number: int, _frame: Any) -> None:
        seen.append(number)
        timer = threading.Timer(PATIENCE, give_up)
        timer.daemon = True
        timer.start()
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    # While Python ends, there is nothing left to abandon, and a signal would pass for a failure.
    atexit.register(signal.signal, signal.SIGINT, signal.SIG_IGN)
    before = signal.signal(signal.SIGINT, interrupt)
    try:
        yield
    except Exception:
        if seen:
            raise KeyboardInterrupt from None
        raise
    finally:
        signal.signal(signal.SIGINT, before)


def say() -> None:
    """Say that the process was interrupted."""
    print("runner: interrupted", file=sys.stderr, flush=True)


def end_now() -> None:
    """End the process when all that had to be tidied up has been.

    Python's own way out takes a second or two once dbt is loaded, may wait for a thread, and
    ends by the signal if the interrupt came while code made from text was run, although it was
    handled. What was registered to be done at the end is done: else semaphores of dbt's leak.
    """
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    os._exit(ExitCode.INTERRUPTED)
