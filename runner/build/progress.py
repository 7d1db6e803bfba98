"""How far a build is: its stages with their rows and times, for the display and the events."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from runner.build.dbt import Node
from runner.build.display import Display
from runner.build.events import EventLog
from runner.build.forecast import Past, forecast, remaining
from runner.errors import ExitCode, complain

SIMULATING = "simulating"
GATHERING = "gathering"
COMPARING = "comparing"
"""A stage of builds in pieces alone: in others, scenarios are compared as they are simulated."""

GATHERED = 1.0
"""How much more than simulating a build in pieces takes for each second of that: all rows are
written once more, and what scenarios share is taken over by each piece. Measured in processor time:
68 s at once and 135 s in four pieces for 3,700,000 person-years, 2.2 times for 40,000,000."""


@dataclass
class Stage:
    """A stage that runs or has ended; ``spent`` are its seconds without those since it began."""

    name: str
    began: float
    spent: float = 0.0
    is_running: bool = True
    rows: int | None = None
    doing: str = ""

    @property
    def elapsed(self) -> float:
        """Its seconds until now."""
        return self.spent + (time.perf_counter() - self.began if self.is_running else 0.0)


@dataclass
class Progress:
    """Times the stages of a build, and tells the display and the events of them."""

    events: EventLog = field(default_factory=EventLog)
    display: Display = field(default_factory=Display)
    quiet: bool = False
    seconds: dict[str, float] = field(default_factory=dict)
    started: float = field(default_factory=time.perf_counter)
    stages: list[Stage] = field(default_factory=list)
    expected: Mapping[str, float] = field(default_factory=dict)
    expected_nodes: Mapping[str, float] = field(default_factory=dict)
    _nodes: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def shown(self) -> Iterator[None]:
        """Show the progress for as long as this lasts, and record how it ends."""
        with self.events.ending(), self.display.open(self):
            yield

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time a stage, and say that it runs; one that comes again is added up."""
        stage = Stage(name, time.perf_counter(), self.seconds.get(name, 0.0))
        again = [each for each in self.stages if each.name == name]
        stage.rows = again[-1].rows if again else None
        self.stages = [*(each for each in self.stages if each.name != name), stage]
        self.events.emit("stage_started", stage=name)
        self.display.stage(self)
        yield
        stage.spent = self.seconds[name] = round(stage.elapsed, 3)
        stage.is_running = False
        self.events.emit("stage_ended", stage=name, seconds=stage.spent, rows=stage.rows)

    def started_node(self, folder: str, name: str, index: int, total: int) -> None:
        """Say which model or test a stage is at."""
        self.stages[-1].doing = f"{index}/{total} {folder}: {name}"
        self.display.step(self)

    def ended_node(self, node: Node) -> None:
        """Count a model or test that has ended, and its rows."""
        stage = self.stages[-1]
        stage.rows = (stage.rows or 0) + (node.rows or 0)
        self._nodes[node.name] = self._nodes.get(node.name, 0.0) + node.seconds
        self.events.emit(
            "model" if node.kind != "test" else "test",
            stage=stage.name,
            model=node.name,
            status=node.status,
            seconds=round(node.seconds, 3),
            **({"rows": node.rows} if node.kind != "test" else {}),
            **({"message": node.message} if node.failed else {}),
        )
        self.display.step(self)

    def expect(
        self,
        history: Sequence[tuple[Past, Past]],
        person_years: int,
        *,
        in_pieces: bool = False,
    ) -> None:
        """Learn from earlier builds, each with the times of its stages and of its models.

        From those that were built in pieces as well, or were not; if there are none, from all.
        """
        self.events.emit("planned", person_years=person_years)
        alike = [each for each in history if (COMPARING in each[0].seconds) == in_pieces]
        learned = alike or history
        self.expected = forecast([stages for stages, _ in learned], person_years)
        self.expected_nodes = forecast([nodes for _, nodes in learned], person_years)
        if learned and SIMULATING in self.expected:
            # Most of it is hundreds of models, which tell what is fixed better than one stage.
            stages, nodes = learned[-1]
            took = sum(nodes.seconds.values())
            growth = sum(self.expected_nodes.values()) / took if took else 1.0
            self.expected[SIMULATING] = stages.seconds[SIMULATING] * growth
        if learned and not alike:
            self._expect_otherwise(in_pieces=in_pieces)
        if in_pieces:
            self.expected_nodes = {}  # each comes again with every piece: one done tells little

    def _expect_otherwise(self, *, in_pieces: bool) -> None:
        """Change what was learned from builds in pieces for one that is not, or the reverse."""
        others = {k: v for k, v in self.expected.items() if k not in (GATHERING, COMPARING)}
        if in_pieces:
            others[GATHERING] = GATHERED * others.get(SIMULATING, 0.0)
        self.expected = others

    def say(self, message: str) -> None:
        """Tell what the build does, and record it."""
        self.events.emit("note", message=message)
        self.display.say(message)

    @contextmanager
    def published(self, staged: Path, code: ExitCode, summary: dict[str, Any]) -> Iterator[None]:
        """While a batch becomes visible: its last event is among its files before."""
        with self.events.published(staged, **self._end(code, summary)):
            yield

    def finish(self, code: ExitCode, summary: dict[str, Any]) -> None:
        """Record the end of a build that had nothing to publish."""
        self.events.emit("finished", **self._end(code, summary))

    def _end(self, code: ExitCode, summary: dict[str, Any]) -> dict[str, Any]:
        return {
            "exit_code": int(code),
            "seconds": round(self.elapsed, 3),
            "summary": summary,
        }

    def warn(self, message: str) -> None:
        """Tell of something that should be known, and record it."""
        self.events.emit("warning", message=message)
        if not self.quiet:
            complain(message, kind="warning")

    def error(self, message: str) -> None:
        """Tell of something that fails without ending the build, and record it."""
        self.events.emit("error", message=message)
        complain(message)

    @property
    def elapsed(self) -> float:
        """Seconds since the build began."""
        return time.perf_counter() - self.started

    def left(self, name: str) -> float | None:
        """The seconds that a stage will still take, or take when it comes; None: who knows."""
        if name not in self.expected:
            return None
        begun = [stage for stage in self.stages if stage.name == name]
        if not begun:
            return self.expected[name]
        if not begun[0].is_running:
            return None
        nodes = remaining(self.expected_nodes, self._nodes) if name == SIMULATING else None
        if nodes is None or not self._nodes:
            return max(0.0, self.expected[name] - begun[0].elapsed)
        # Around the models there is dbt, in proportion to them.
        around = self.expected[name] / max(sum(self.expected_nodes.values()), 0.001)
        return nodes * max(1.0, around)

    def left_in_all(self) -> float | None:
        """The seconds until the build's end, if earlier builds tell."""
        if not self.expected:
            return None
        return sum(self.left(name) or 0.0 for name in self.expected)
