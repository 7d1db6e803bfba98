"""The errors that users see, and the exit codes: the only place that defines either."""

from __future__ import annotations

import enum
import math
import sys
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


class ExitCode(enum.IntEnum):
    """What the process returns to the shell."""

    DONE = 0
    SCENARIO_FAILED = 1
    BAD_REQUEST = 2
    INVARIANT_BROKEN = 3
    INTERRUPTED = 130


CODES = (
    "unknown_parameter",
    "missing",
    "wrong_type",
    "not_a_choice",
    "not_a_plan_year",
    "above_maximum",
    "below_minimum",
    "not_above",
    "not_below",
    "too_many_decimals",
    "rule_broken",
    "invalid_marker",
    "cannot_merge",
    "not_in_profiles",
    "invalid_file",
)
"""Why something is refused: other programs rely on these words. The last is about no parameter."""


@dataclass(frozen=True)
class Refusal:
    """A value that was not taken.

    ``code`` is one of CODES, ``path`` the parameter
    (`plan.match.tiers[item 2].rate`), ``limit`` what was passed: a bound, the choices, the
    number of decimals. ``adjusted_to`` is the nearest allowed value if one was asked for.
    """

    code: str
    path: str
    attempted: Any
    limit: Any = None
    adjusted_to: Any = None


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong, where it is, what is allowed and what to do.

    ``line`` counts from 1; 0 stands for the file as a whole. ``refusal`` is there if the
    value of a parameter was refused.
    """

    path: Path
    line: int
    message: str
    refusal: Refusal | None = field(default=None, compare=False)

    def record(self) -> dict[str, Any]:
        """The problem as JSON has it; `code` is `invalid_file` if it is about no parameter."""
        refusal = self.refusal or Refusal("invalid_file", "", None)
        return {
            "file": str(self.path),
            "line": self.line or None,
            "code": refusal.code,
            "path": refusal.path or None,
            "attempted": _as_json(refusal.attempted),
            "limit": _as_json(refusal.limit),
            "adjusted_to": _as_json(refusal.adjusted_to),
            "message": self.message,
        }

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}" if self.line else f"{self.path}"
        return printable(f"{where}: {self.message}")


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


class DamageError(RunnerError):
    """What was published is no longer what it was."""

    exit_code = ExitCode.INVARIANT_BROKEN


class InvariantError(RunnerError):
    """A result broke an invariant; nothing was published."""

    exit_code = ExitCode.INVARIANT_BROKEN


def complain(text: str, kind: str = "error") -> None:
    """Tell the user on stderr what is wrong, each line with the program's name."""
    for line in text.splitlines():
        print(f"runner: {kind}: {printable(line)}", file=sys.stderr, flush=True)


def printable(text: str) -> str:
    """Text that comes from files, without what would control the terminal."""
    if text.isprintable():
        return text
    return "".join("?" if _controls(character) else character for character in text)


def has_control(text: str, allowed: str = "") -> bool:
    """Whether printing the text would do something else than show it."""
    return any(_controls(character) and character not in allowed for character in text)


def _controls(character: str) -> bool:
    """Whether it breaks a line, controls the terminal or turns the direction of writing."""
    return (
        unicodedata.category(character) in ("Cc", "Zl", "Zp")
        or "\u202a" <= character <= "\u202e"
        or "\u2066" <= character <= "\u2069"
    )


def _as_json(value: Any) -> Any:
    """A value of a file as JSON can hold it: names are text, and what it has no form for."""
    if isinstance(value, Mapping):
        return {str(key): _as_json(child) for key, child in value.items()}
    if isinstance(value, list | tuple):
        return [_as_json(child) for child in value]
    if value is None or isinstance(value, bool | int | str):
        return value
    return value if isinstance(value, float) and math.isfinite(value) else str(value)
