"""What the machine offers to a build: processors and memory."""

from __future__ import annotations

import os

SHARE_OF_MEMORY = 0.2
"""Part of the machine's memory that the database may fill before it uses the disk."""


def threads() -> int:
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def memory() -> int:
    """Bytes that the database may fill, unless the user says otherwise."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return max(512 * 2**20, int(total * SHARE_OF_MEMORY))
