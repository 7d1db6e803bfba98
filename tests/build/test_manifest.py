"""What dbt knows of the project is parsed once and kept, whatever database a build works in."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from runner import project
from runner.build import cache, dbt

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest


class Forbidden:
    def __init__(self, **_options: object) -> None:
        raise AssertionError("dbt was asked to parse again")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for what is kept, empty at first."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "kept"))
    return tmp_path / "kept" / "runner"


@pytest.fixture(autouse=True)
def forgetful(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that has read no project yet."""
    monkeypatch.setattr(dbt, "_manifests", {})


def manifest(folder: Path) -> Manifest:
    dbt._manifests.clear()
    with dbt._environment(engine(folder)):
        return dbt._manifest(engine(folder), threading.Event())


def engine(folder: Path) -> dbt.Engine:
    return dbt.Engine(folder / "warehouse.duckdb", folder / "dbt", threads=1, memory="1GB")


def test_a_project_is_parsed_once(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed = manifest(tmp_path / "one")
    monkeypatch.setattr("dbt.cli.main.dbtRunner", Forbidden)
    kept = manifest(tmp_path / "two")

    assert "model.runner.int_elections" in kept.nodes
    assert kept.nodes.keys() == parsed.nodes.keys()
    assert kept.macros.keys() == parsed.macros.keys()

    [entry] = home.iterdir()
    entry.write_bytes(entry.read_bytes()[:1000])
    with pytest.raises(AssertionError, match="parse again"):
        manifest(tmp_path / "three")


@pytest.mark.parametrize(
    "file",
    [
        "dbt_project/models/workforce/int_elections.sql",
        "dbt_project/models/workforce/_workforce.yml",
        "dbt_project/seeds/limits.csv",
        "macros/draw.sql",
        "tests/dbt/assert_something.sql",
        "dbt_project/dbt_project.yml",
        "profiles.yml",
    ],
)
def test_a_change_of_the_project_is_noticed(
    file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("dbt_project/dbt_project.yml", "profiles.yml", file):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("before")
    monkeypatch.setattr(project, "root", lambda: tmp_path)
    before = dbt.project_hash.__wrapped__()
    assert dbt.project_hash.__wrapped__() == before

    (tmp_path / file).write_text("after")

    assert dbt.project_hash.__wrapped__() != before


def test_what_is_kept_is_read_again(home: Path) -> None:
    assert cache.read("letter", "a") is None

    cache.keep("letter", "a", b"alpha")
    cache.keep("letter", "a", b"aleph")

    assert cache.read("letter", "a") == b"aleph"
    assert cache.read("number", "a") is None
    assert [entry.name for entry in home.iterdir()] == ["letter-a"]


def test_the_last_entries_are_kept(home: Path) -> None:
    for number in range(cache.KEPT + 2):
        cache.keep("letter", str(number), b"")

    assert len(list(home.iterdir())) == cache.KEPT
    assert cache.read("letter", "0") is None
    assert cache.read("letter", str(cache.KEPT + 1)) == b""


def test_without_a_folder_to_write_nothing_is_kept(home: Path) -> None:
    home.parent.mkdir()
    home.write_text("a file where the folder should be")

    cache.keep("letter", "a", b"alpha")

    assert cache.read("letter", "a") is None
