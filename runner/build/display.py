"""What a build shows on stderr: a live table on a terminal, plain lines otherwise, or nothing."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.table import Table

    from runner.build.progress import Progress

EVERY = 10.0
"""Seconds between the plain lines of a long stage."""


class Display:
    """Shows nothing."""

    @contextmanager
    def open(self, progress: Progress) -> Iterator[None]:
        """Show the progress for as long as this lasts."""
        yield

    def stage(self, progress: Progress) -> None:
        """A stage has begun."""

    def step(self, progress: Progress) -> None:
        """Something in a stage has begun or ended."""

    def say(self, message: str) -> None:
        """The build does something that is worth a line."""


class Lines(Display):
    """Prints a line for each stage, and one every ten seconds while it lasts."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._told = 0.0

    def stage(self, progress: Progress) -> None:
        """Name the stage."""
        self._tell(progress, progress.stages[-1].name)

    def step(self, progress: Progress) -> None:
        """Say how far the stage is, if that was not said a short while ago."""
        if time.perf_counter() - self._told < EVERY:
            return
        stage, left = progress.stages[-1], progress.left_in_all()
        parts = [f"{stage.name} {stage.doing}"]
        if stage.rows:
            parts.append(f"{stage.rows:,} rows")
        if left is not None:
            parts.append(f"about {left:,.0f} s left")
        self._tell(progress, ", ".join(parts))

    def say(self, message: str) -> None:
        """Print it."""
        print(message, file=self._stream, flush=True)

    def _tell(self, progress: Progress, text: str) -> None:
        self._told = time.perf_counter()
        print(f"{progress.elapsed:6.1f} s  {text}", file=self._stream, flush=True)


class LiveTable(Display):
    """Draws a table that is always up to date, and removes it at the end."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    @contextmanager
    def open(self, progress: Progress) -> Iterator[None]:
        """Draw the table a few times a second."""
        from rich.console import Console
        from rich.live import Live

        with Live(
            console=Console(file=self._stream),
            get_renderable=lambda: table_of(progress),
            refresh_per_second=4,
            transient=True,
            redirect_stdout=False,
        ):
            yield

    def say(self, message: str) -> None:
        """Print it above the table."""
        print(message, file=sys.stderr, flush=True)


def table_of(progress: Progress) -> Table:
    """The stages with their rows, elapsed and remaining times, and the whole."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, show_footer=True, pad_edge=False)
    table.add_column("stage", "build", no_wrap=True)
    table.add_column("rows", justify="right", no_wrap=True)
    table.add_column("elapsed", f"{progress.elapsed:.1f} s", justify="right", no_wrap=True)
    left = progress.left_in_all()
    table.add_column("remaining", _seconds(left), justify="right", no_wrap=True)
    table.add_column("", no_wrap=True, overflow="ellipsis")
    for stage in progress.stages:
        table.add_row(
            stage.name,
            f"{stage.rows:,}" if stage.rows else "",
            f"{stage.elapsed:.1f} s",
            _seconds(progress.left(stage.name)) if stage.is_running else "",
            stage.doing if stage.is_running else "",
        )
    known = {stage.name for stage in progress.stages}
    for name in progress.expected:
        if name not in known:
            table.add_row(name, "", "", _seconds(progress.left(name)), "")
    return table


def display_for(stream: TextIO | None = None, *, quiet: bool = False) -> Display:
    """The display that suits where it is shown."""
    stream = sys.stderr if stream is None else stream
    if quiet:
        return Display()
    return LiveTable(stream) if stream.isatty() else Lines(stream)


def _seconds(seconds: float | None) -> str:
    return "" if seconds is None else f"{seconds:.0f} s"
