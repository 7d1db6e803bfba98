"""The errors that users see, and the exit codes: the only place that defines either."""

from __future__ import annotations

import enum
import sys
from dataclasses import dataclass
from pathlib import Path


class ExitCode(enum.IntEnum):
    """What the process returns to the shell."""

    DONE = 0
    SCENARIO_FAILED = 1
    BAD_REQUEST = 2
    INVARIANT_BROKEN = 3
    INTERRUPTED = 130


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong, where it is, what is allowed and what to do.

    ``line`` counts from 1; 0 stands for the file as a whole.
    """

    path: Path
    line: int
    message: str

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}" if self.line else f"{self.path}"
        return f"{where}: {self.message}"


class RunnerError(Exception):
    """Base of all errors that end the program with a message instead of a traceback."""

    exit_code = ExitCode.BAD_REQUEST


class RequestError(RunnerError):
    """The command line asks for something that does not exist or cannot be done."""


class ScenarioError(RunnerError):
    """One or more scenario files are wrong; carries every problem found."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class CensusError(RunnerError):
    """A census cannot be read, or none of its rows can be used."""


class OutputError(RunnerError):
    """The output folder cannot be used: missing rights, no space, or another build in it."""


class BuildError(RunnerError):
    """SQL failed for a scenario, or dbt could not run."""

    exit_code = ExitCode.SCENARIO_FAILED


class InvariantError(RunnerError):
    """A result broke an invariant; nothing was published."""

    exit_code = ExitCode.INVARIANT_BROKEN


def complain(text: str, kind: str = "error") -> None:
    """Tell the user on stderr what is wrong, each line with the program's name."""
    for line in text.splitlines():
        print(f"runner: {kind}: {printable(line)}", file=sys.stderr, flush=True)


def printable(text: str) -> str:
    """Text that comes from files, without what would control the terminal."""
    return "".join(c if c >= " " and not "\x7f" <= c <= "\x9f" else "?" for c in text)
