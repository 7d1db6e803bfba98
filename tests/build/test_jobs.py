"""How many cores a build uses changes no result."""

from __future__ import annotations

import threading
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest

from runner.build import exports
from tests.build.conftest import MARTS, SCENARIOS, Built, run, unlike, write


@pytest.fixture(scope="module")
def builds(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Built]:
    """The same build with one core and with two."""
    found = {}
    for jobs in (1, 2):
        folder = write(tmp_path_factory.mktemp(f"jobs{jobs}"), SCENARIOS)
        found[jobs] = run(folder, "--jobs", str(jobs))
        assert found[jobs].exit_code == 0, found[jobs].stderr
    return found


def test_results_are_the_same(builds: dict[int, Built]) -> None:
    one, two = (builds[jobs].outputs / "warehouse.duckdb" for jobs in (1, 2))
    assert unlike(one, two) == []


def test_exports_are_the_same(builds: dict[int, Built]) -> None:
    one, two = (files(builds[jobs]) for jobs in (1, 2))
    assert one.keys() == two.keys()
    for name in one:
        if name.endswith(".xlsx") and "/" in name:  # the comparison says when it was built
            assert sheets(one[name]) == sheets(two[name]), name
        elif name.endswith(".duckdb"):
            assert not different(one[name], two[name]), name


def files(built: Built) -> dict[str, Path]:
    found = (path for path in built.batch.rglob("*") if path.is_file())
    return {str(path.relative_to(built.batch)): path for path in found}


def sheets(workbook: Path) -> list[bytes]:
    """The sheets of a workbook without the batch's name; but for About, which tells the time."""
    with zipfile.ZipFile(workbook) as archive:
        names = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        ordered = sorted(names, key=lambda name: (len(name), name))
        assert len(ordered) > 1
        batch = workbook.parents[1].name.encode()
        return [archive.read(name).replace(batch, b"") for name in ordered[:-1]]


def different(one: Path, two: Path) -> list[str]:
    with duckdb.connect() as connection:
        connection.execute(f"attach '{one}' as one (read_only); attach '{two}' as two (read_only)")
        return [
            mart
            for mart in MARTS
            if connection.execute(
                f"(from one.{mart} except all from two.{mart}) union all "
                f"(from two.{mart} except all from one.{mart})"
            ).fetchall()
        ]


@pytest.mark.parametrize("jobs", [1, 2])
def test_databases_and_workbooks_are_written_side_by_side_if_there_are_cores(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, jobs: int
) -> None:
    threads = {}

    def noted(name: str) -> Callable[..., None]:
        def write(*_given: object, jobs: int, **_named: object) -> None:
            threads[name] = (threading.current_thread(), jobs)

        return write

    for name in ("write_databases", "write_workbooks"):
        monkeypatch.setattr(exports, name, noted(name))
    summary = SimpleNamespace(warehouse=tmp_path, folder=tmp_path)
    exports._write_details(summary, [], None, 0, jobs)
    assert {told for _, told in threads.values()} == {jobs}
    assert len({thread for thread, _ in threads.values()}) == jobs


def test_no_core_is_refused(tmp_path: Path) -> None:
    done = run(write(tmp_path, SCENARIOS), "--jobs", "0")
    assert done.exit_code == 2
    assert "--jobs" in done.stderr
    assert "Traceback" not in done.stderr
