"""One small warehouse for all tests of what the simulation computes."""

from __future__ import annotations

import duckdb
import pytest

from tests.simulation.simulated import COMPANY, Simulated, simulate


@pytest.fixture(scope="session")
def company(tmp_path_factory):
    """The scenarios of tests/simulation/company, simulated once."""
    path, parameters = simulate(COMPANY, tmp_path_factory.mktemp("company"))
    with duckdb.connect(str(path), read_only=True) as connection:
        yield Simulated(path, connection, parameters)
