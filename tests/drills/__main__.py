"""The long drills: `python -m tests.drills [--attempts N] [--seed S] [DRILL …]`.

Prints a row for each drill: how often it was tried, what was lost of what had been published, and
in what the results differed from those of a build that nothing disturbed. Exits with 1 if there
is any of either.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.drills import drills
from tests.drills.child import Faults
from tests.drills.disks import why_no_small_disk
from tests.drills.drills import Company, Outcome

DAY = 86_400.0
PUBLISHING = "runner.warehouse.publish:publish"
AT_PUBLISHING = (
    Faults(at=PUBLISHING),
    Faults(at="runner.warehouse.publish:_onto_disk"),
    Faults(at=PUBLISHING, after=True),
)
"""Moments that chance rarely meets."""

LEDGER = "runner.warehouse.ledger:Ledger._transaction"
WRITES = 230
"""About so many changes of state are written into the ledger by a build."""

FULL_AT = {
    "simulating": "runner.build.dbt:build_models",
    "exporting": "runner.build.exports:export",
    "publishing": "runner.warehouse.publish:publish",
}


def main() -> int:
    """Run the drills asked for, by default all."""
    parser = argparse.ArgumentParser(prog="python -m tests.drills", description=__doc__)
    parser.add_argument("--attempts", type=int, default=30, help="of the drills with chance")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("drills", nargs="*", metavar="DRILL")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="drills_") as name:
        folder = Path(name)
        company, first = drills.prepare(folder)
        chosen = _drills(folder, asked.attempts, asked.seed)
        unknown = set(asked.drills) - chosen.keys()
        if unknown:
            parser.error(f"no such drill: {', '.join(sorted(unknown))}; {', '.join(chosen)}")
        _print_header()
        bad = _print_outcome(first)
        for drill in asked.drills or chosen:
            for outcome in chosen[drill](company):
                bad |= _print_outcome(outcome)
    return int(bad)


def _drills(
    folder: Path, attempts: int, seed: int
) -> dict[str, Callable[[Company], list[Outcome]]]:
    def with_disk(run: Callable[[], list[Outcome]]) -> list[Outcome]:
        reason = why_no_small_disk(folder)
        if reason:
            print(f"left out: {reason}", file=sys.stderr)
        return [] if reason else run()

    return {
        "kill": lambda company: [drills.killed(company, folder, attempts, 1, seed)],
        "publishing": lambda company: [drills.killed_at(company, folder, AT_PUBLISHING)],
        "ledger": lambda company: [drills.killed_at(company, folder, at_writes(attempts, seed))],
        "clock": lambda company: [drills.clock_set_back(company, folder, -DAY)],
        "interrupt": lambda company: [drills.interrupted(company, folder, attempts, seed)],
        "full-disk": lambda company: with_disk(
            lambda: [drills.disk_filled(company, folder, *each) for each in FULL_AT.items()]
        ),
        "read-only": lambda company: with_disk(lambda: [drills.read_only(company, folder)]),
    }


def at_writes(attempts: int, seed: int) -> list[Faults]:
    """The first changes of the ledger's state, and some of the others; each is followed by a kill.

    The kill comes before the next change, when this one is written.
    """
    first = range(2, 2 + attempts // 2)
    others = random.Random(seed).sample(range(first.stop, WRITES), attempts - len(first))
    return [Faults(at=LEDGER, call=call) for call in (*first, *sorted(others))]


def _print_header() -> None:
    print(f"{'drill':<45} {'attempts':>8} {'losses':>8} {'differences':>12}", flush=True)


def _print_outcome(seen: Outcome) -> bool:
    print(
        f"{seen.drill:<45} {seen.attempts:>8} {len(seen.losses):>8} {len(seen.differences):>12}",
        flush=True,
    )
    for line in (*seen.losses, *seen.differences):
        print(f"  {line}", flush=True)
    return bool(seen.losses or seen.differences)


if __name__ == "__main__":
    sys.exit(main())
