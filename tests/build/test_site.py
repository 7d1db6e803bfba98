"""What a build works with, by its size and the machine's."""

from __future__ import annotations

from pathlib import Path

import pytest

from runner.build.progress import Progress
from runner.build.site import SMALL, Site
from runner.warehouse.ledger import open_ledger


@pytest.mark.parametrize(
    ("rows", "processors", "threads", "at_once"),
    [
        pytest.param(SMALL, 2, 1, 2, id="few rows: a thread for each of two models"),
        pytest.param(SMALL, 8, 1, 2, id="more processors than that are left idle"),
        pytest.param(SMALL, 1, 1, 1, id="one processor works on one model"),
        pytest.param(SMALL + 1, 2, 2, 1, id="many rows: both threads for one model"),
        pytest.param(SMALL + 1, 8, 8, 1, id="many rows: all threads for one model"),
    ],
)
def test_no_more_threads_work_than_there_are_processors(
    tmp_path: Path, rows: int, processors: int, threads: int, at_once: int
) -> None:
    with open_ledger(tmp_path) as ledger:
        site = Site(tmp_path, tmp_path, "b", ledger, Progress(), threads=processors, memory=2**30)
        engine = site.engine_for(rows)
    assert (engine.threads, engine.at_once) == (threads, at_once)
    assert engine.memory == "1024MiB"
