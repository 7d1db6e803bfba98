"""A small company that is built once, and the report on it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.outputs.pages import read
from tests.outputs.reports import SCENARIOS, written


@pytest.fixture(scope="session")
def warehouse(tmp_path_factory):
    """A small company, built: a scenario without a difference, two with, four hostile ones."""
    folder = tmp_path_factory.mktemp("report")
    (folder / "scenarios").mkdir()
    for name, text in SCENARIOS.items():
        (folder / "scenarios" / f"{name}.yml").write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "runner", "build", "--no-detail-exports"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return folder / "batch_outputs" / "warehouse.duckdb"


@pytest.fixture(scope="session")
def file(warehouse, tmp_path_factory):
    """The report of the small company, with what its files say."""
    return written(warehouse, tmp_path_factory.mktemp("written"))


@pytest.fixture(scope="session")
def page(file):
    return read(file.read_text("utf-8"))
