"""One small warehouse for all tests of what the simulation computes."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

import duckdb
import pytest

from tests.simulation.simulated import COMPANY, Simulated, resolved, simulate


@pytest.fixture(scope="session")
def company(tmp_path_factory):
    """The scenarios of tests/simulation/company, simulated once: whoever is second waits."""
    folder = once_a_run(tmp_path_factory) / "company"
    warehouse = folder / "warehouse.duckdb"
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not warehouse.exists():
            simulate(COMPANY, folder)
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        yield Simulated(warehouse, connection, resolved(COMPANY))


def once_a_run(tmp_path_factory) -> Path:
    """The folder that all workers of a run share; without workers, the run's own."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
