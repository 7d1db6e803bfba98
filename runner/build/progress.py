"""What a build shows while it runs: a live line on a terminal, plain lines otherwise."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.status import Status


@dataclass
class Progress:
    """Reports stages and steps on stderr, and keeps how long each stage took."""

    quiet: bool = False
    stream: TextIO = field(default_factory=lambda: sys.stderr)
    seconds: dict[str, float] = field(default_factory=dict)
    started: float = field(default_factory=time.perf_counter)
    _live: Status | None = None
    _stage: str = ""

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time a stage, and say that it runs; one that comes again is added up."""
        self._stage = name
        began = time.perf_counter()
        with self._shown(name):
            yield
        took = self.seconds.get(name, 0.0) + time.perf_counter() - began
        self.seconds[name] = round(took, 3)

    def step(self, name: str, index: int, total: int) -> None:
        """Say which step of how many a stage is at."""
        if self._live is not None:
            self._live.update(self._text(f"{self._stage} {index}/{total}  {name}"))

    def say(self, text: str) -> None:
        """Print a line, unless quiet."""
        if not self.quiet:
            print(text, file=self.stream, flush=True)

    @contextmanager
    def _shown(self, name: str) -> Iterator[None]:
        if self.quiet:
            yield
        elif self.stream.isatty():
            from rich.console import Console

            with Console(file=self.stream).status(self._text(name)) as live:
                self._live = live
                yield
            self._live = None
        else:
            self.say(self._text(name))
            yield

    def _text(self, doing: str) -> str:
        return f"{time.perf_counter() - self.started:6.1f} s  {doing}"
