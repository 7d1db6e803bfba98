"""The drills: something goes wrong at a build, and nothing that was published may suffer.

Each returns what it saw; `test_drills.py` runs a few attempts of each, `make drills` many.
"""

from __future__ import annotations

import random
import signal
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from tests.drills import builds
from tests.drills.builds import FIRST, SECOND, Build, Digest, Ended
from tests.drills.child import Faults
from tests.drills.disks import small_disk
from tests.drills.others import reader, wait_for_lock

PROMPT = 2.0
"""Seconds within which an interrupted build has ended."""


@dataclass(frozen=True)
class Company:
    """Two workspaces: ``before`` has published the first results, ``after`` the second ones too.

    ``seconds`` is how long the build of the second took that nothing disturbed.
    """

    before: Path
    after: Path
    seconds: float
    first: Digest
    second: Digest


@dataclass
class Outcome:
    """What was seen: how often it was tried, what was lost, what came out different."""

    drill: str
    attempts: int = 0
    losses: list[str] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)

    def check(self, what: str, held: bool) -> None:
        if not held:
            self.losses.append(f"attempt {self.attempts}: {what}")


def prepare(folder: Path) -> tuple[Company, Outcome]:
    """Publish the first results, then the second ones beside a reader and a second build."""
    before = builds.workspace(folder / "before")
    _succeeded(Build(before, *FIRST, "--quiet").ended())
    first = builds.digest(builds.warehouse(before))
    after = builds.copied(before, folder / "after")
    seen = Outcome("a reader and a second build during a build")
    seconds = _build_beside_others(after, first, seen)
    second = builds.digest(builds.warehouse(after))
    seen.check("both builds published the same", first != second)
    return Company(before, after, seconds, first, second), seen


def _build_beside_others(folder: Path, first: Digest, seen: Outcome) -> float:
    """Build in a folder whose warehouse is read, and in which another build is tried."""
    seen.attempts += 1
    with reader(builds.warehouse(folder)) as read:
        build = Build(folder, *SECOND, "--quiet")
        wait_for_lock(folder / builds.OUTPUT)
        other = Build(folder, *SECOND, "--quiet").ended()
        ended = build.ended()
        digests = read()
    _succeeded(ended)
    seen.check(f"the second build ended with {other.exit_code}", other.exit_code == 2)
    seen.check(f"it said {other.errors}", len(other.errors) == 1)
    named = builds.process_named(other.stderr)
    seen.check(f"it named process {named}, not {build.process.pid}", named == build.process.pid)
    seen.check(
        "the reader was disturbed", len(digests) > 2 and set(digests) == {builds.brief(first)}
    )
    return ended.seconds


def killed(
    company: Company, folder: Path, rounds: int, kills: int, seed: int, clock: float = 0.0
) -> Outcome:
    """kill -9 at random moments, ``kills`` times in each round, and then a build to its end.

    That last build is made with the clock ``clock`` seconds ahead of where it was.
    """
    seen = Outcome("kill -9 at a random moment, then a build")
    for number in range(rounds):
        place = builds.copied(company.before, folder / f"killed-{number}")
        for moment in moments(kills, company.seconds, seed + number):
            _watched_kill(Build(place, *SECOND, "--quiet"), place, moment, company, seen)
        _finished(place, company, seen, Faults(clock=clock) if clock else None)
    return seen


def killed_at(company: Company, folder: Path, faults: Sequence[Faults]) -> Outcome:
    """kill -9 right before or after a function's work, and then a build to its end."""
    seen = Outcome(f"kill -9 at {faults[0].at.split(':')[1]}, then a build")
    for each in faults:
        seen.attempts += 1
        name = f"killed-at-{each.at.split(':')[1]}-{each.call}-{each.after}"
        place = builds.copied(company.before, folder / name)
        ended = Build(place, *SECOND, "--quiet", faults=each).ended()
        was_killed = ended.exit_code == -signal.SIGKILL
        seen.check(f"{name}: it was not killed but ended with {ended.exit_code}", was_killed)
        _whole(place, company, seen)
        _finished(place, company, seen)
    return seen


def moments(number: int, seconds: float, seed: int) -> list[float]:
    """Random moments of a build of so many seconds, one in each of as many equal parts."""
    drawn = random.Random(seed)
    return [seconds * (part + drawn.random()) / number for part in range(number)]


def _watched_kill(
    build: Build, place: Path, moment: float, company: Company, seen: Outcome
) -> None:
    """Kill a build; what is published is read all the time until then, and after it."""
    seen.attempts += 1
    until = build.began + moment
    while time.monotonic() < until - 0.3 and build.process.poll() is None:
        _whole(place, company, seen)
        time.sleep(0.25)
    build.signalled(signal.SIGKILL, moment)
    _whole(place, company, seen)


def _whole(place: Path, company: Company, seen: Outcome) -> None:
    """The published warehouse has the first results or the second, nothing between."""
    try:
        found = builds.digest(builds.warehouse(place))
    except duckdb.Error as error:
        seen.check(f"the warehouse cannot be read: {error}", False)
        return
    seen.check("the warehouse has other rows", found in (company.first, company.second))


def _finished(place: Path, company: Company, seen: Outcome, faults: Faults | None = None) -> None:
    """A build that nothing disturbs has the results of one that nothing ever disturbed."""
    ended = Build(place, *SECOND, "--quiet", faults=faults).ended()
    seen.check(f"the next build ended with {ended.exit_code}", ended.exit_code == 0)
    if ended.exit_code == 0:
        pair = builds.warehouse(company.after), builds.warehouse(place)
        seen.differences += builds.differences(*pair)


def clock_set_back(company: Company, folder: Path, ahead: float) -> Outcome:
    """A build whose clock says that it comes before the one that is published."""
    seen = Outcome("the clock set back between two builds")
    seen.attempts += 1
    place = builds.copied(company.before, folder / "clock")
    _finished(place, company, seen, Faults(clock=ahead))
    names = sorted(path.name for path in (place / builds.OUTPUT).glob("*_batch_run"))
    [known] = (path.name for path in (company.before / builds.OUTPUT).glob("*_batch_run"))
    seen.check(f"the clock was not set back: {names}", names[1:] == [known])
    return seen


def interrupted(company: Company, folder: Path, attempts: int, seed: int) -> Outcome:
    """Ctrl-C at random moments: the process ends soon, with 130, and says so once."""
    seen = Outcome("ctrl-C at a random moment")
    place = builds.copied(company.before, folder / "interrupted")
    # Python itself needs a moment until it can be interrupted without a traceback.
    started = 0.5
    for moment in moments(attempts, company.seconds - started, seed):
        seen.attempts += 1
        ended = Build(place, *SECOND, "--quiet").signalled(signal.SIGINT, started + moment)
        if ended is None:
            continue
        where = f"at {started + moment:.2f} s: "
        seen.check(f"{where}it ended with {ended.exit_code}", ended.exit_code == 130)
        seen.check(f"{where}it took {ended.seconds:.1f} s", ended.seconds < PROMPT)
        seen.check(f"{where}it said {ended.stderr}", ended.stderr == "runner: interrupted\n")
        _whole(place, company, seen)
    return seen


def disk_filled(
    company: Company, folder: Path, stage: str, before: str, *, builds_again: bool = True
) -> Outcome:
    """The disk is full from the moment on at which a function is called, and then it is not."""
    seen = Outcome(f"a full disk while {stage}")
    with small_disk(folder / f"disk-{stage}") as disk:
        seen.attempts += 1
        place = builds.copied(company.before, disk / "place")
        faults = Faults(at=before, fill=str(disk))
        ended = Build(place, *SECOND, "--quiet", faults=faults).ended()
        _refused(ended, "space", seen)
        published = builds.digest(builds.warehouse(place))
        seen.check("the first results are gone", published == company.first)
        batches = sorted(path.name for path in (place / builds.OUTPUT).glob("*_batch_run"))
        kept = sorted(p.name for p in (company.before / builds.OUTPUT).glob("*_batch_run"))
        seen.check(f"half a batch was left: {batches}", batches == kept)
        (disk / ".filled").unlink()
        if builds_again:
            _finished(place, company, seen)
    return seen


def read_only(company: Company, folder: Path) -> Outcome:
    """The output cannot be written."""
    seen = Outcome("a read-only output")
    with small_disk(folder / "read-only") as disk:
        seen.attempts += 1
        place = builds.copied(company.before, disk / "place")
        subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
        _refused(Build(place, *SECOND, "--quiet").ended(), "written", seen)
        _whole(place, company, seen)
    return seen


def _refused(ended: Ended, word: str, seen: Outcome) -> None:
    """It failed with one message that has the word, and nothing like a defect."""
    seen.check(f"it ended with {ended.exit_code}", ended.exit_code == 2)
    said = f"it said {ended.stderr}"
    seen.check(said, len(ended.errors) == 1 and len(ended.stderr.splitlines()) == 1)
    seen.check(said, word in ended.stderr and "defect" not in ended.stderr)


def _succeeded(ended: Ended) -> None:
    assert ended.exit_code == 0, ended.stderr
