"""A small file system, to be filled or made read-only."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SMALL_DISK = 256
"""Megabytes of the file system that is filled."""


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A file system of its own, which only the administrator can make."""
    folder.mkdir()
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SMALL_DISK}m", "tmpfs", folder], check=True
    )
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


def why_no_small_disk(folder: Path) -> str:
    """Why no small file system can be made here; empty if one can."""
    if os.geteuid():
        return "only the administrator can mount a file system"
    try:
        with small_disk(Path(tempfile.mkdtemp(dir=folder)) / "tried"):
            return ""
    except (OSError, subprocess.CalledProcessError) as error:
        return f"no file system can be mounted here: {error}"
