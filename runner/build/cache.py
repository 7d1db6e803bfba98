"""What is kept between builds to save time: who removes it loses nothing else."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

KEPT = 8
"""Entries of a kind that are kept, the last written: one for each state of the code in use."""


def folder() -> Path:
    """The user's folder for such things, as the XDG base directory specification has it."""
    named = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache")
    return named.expanduser() / "runner"


def read(kind: str, key: str) -> bytes | None:
    """What was kept under a key, if anything."""
    with suppress(OSError, RuntimeError):
        return (folder() / f"{kind}-{key}").read_bytes()
    return None


def keep(kind: str, key: str, content: bytes) -> None:
    """Keep something in one step, so that nobody reads half of it; nothing if that cannot be."""
    with suppress(OSError, RuntimeError):
        folder().mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder(), delete=False) as file:
            file.write(content)
        Path(file.name).replace(folder() / f"{kind}-{key}")
        entries = sorted(folder().glob(f"{kind}-*"), key=lambda entry: entry.stat().st_mtime)
        for outdated in entries[:-KEPT]:
            outdated.unlink(missing_ok=True)
