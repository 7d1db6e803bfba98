"""`runner build` with what tests change in it: `driven.py SETTINGS build ...`.

SETTINGS is JSON: ``kill_after`` steps the process kills itself; ``bytes_per_row`` makes pieces
small; ``threads`` is what the machine has; ``small`` is how many years of people are few.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from itertools import count

from runner.build import machine, pieces, site
from runner.cli import main
from runner.warehouse.ledger import Ledger


def drive(settings: dict[str, int]) -> None:
    pieces.BYTES_PER_ROW = settings.get("bytes_per_row", pieces.BYTES_PER_ROW)
    site.SMALL = settings.get("small", site.SMALL)
    threads = settings.get("threads", machine.threads())
    machine.threads = lambda: threads
    numbers, step = count(1), Ledger.step

    def counted(self: Ledger, piece: str, node: str) -> None:
        step(self, piece, node)
        if next(numbers) == settings.get("kill_after"):
            os.kill(os.getpid(), signal.SIGKILL)

    Ledger.step = counted


if __name__ == "__main__":
    drive(json.loads(sys.argv.pop(1)))
    main(prog_name="runner")
