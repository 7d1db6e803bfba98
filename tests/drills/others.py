"""Who else is at an output folder while a build works in it: a reader, another build."""

from __future__ import annotations

import errno
import fcntl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.drills import builds

READER = """
import sys, time, duckdb
from tests.drills.builds import brief, digest_of
with duckdb.connect(sys.argv[1], read_only=True) as connection:
    print("open", flush=True)
    while True:
        print(brief(digest_of(connection)), flush=True)
        time.sleep(0.5)
"""


@contextmanager
def reader(path: Path) -> Iterator[Callable[[], list[str]]]:
    """Another process that holds a warehouse open and reads it again and again.

    Yields what ends it, and returns what it has read each time.
    """
    process = subprocess.Popen(
        [sys.executable, "-c", READER, path],
        env=builds.environment(),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout and process.stdout.readline() == "open\n"

    def read() -> list[str]:
        time.sleep(0.6)
        process.terminate()
        return process.communicate()[0].splitlines()

    try:
        yield read
    finally:
        process.kill()
        process.wait()


def wait_for_lock(output: Path) -> None:
    """Wait until a build holds the folder."""
    with (output / ".work" / "lock").open("a+") as lock:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                assert error.errno in (errno.EAGAIN, errno.EACCES)
                return
            fcntl.flock(lock, fcntl.LOCK_UN)
            time.sleep(0.05)
    raise TimeoutError(f"no build took {output}")
