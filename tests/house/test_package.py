"""The wheel carries the SQL project, laid out as in the repository, and nothing private."""

from __future__ import annotations

import os
import posixpath
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
import yaml
from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).parents[2]
CARRIED = "runner/_project"

# What running dbt leaves behind in its project folder.
LEFTOVERS = {"target", "logs", "dbt_packages", "__pycache__"}
PRIVATE = re.compile(
    r"(^|/)(__pycache__|target|logs|batch_outputs|\.[^/]+|[^/]+\.(pyc|log|duckdb|wal|db))(/|$)"
)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The path of a wheel built from the tree as it is."""
    folder = tmp_path_factory.mktemp("wheel")
    return Path(next(WheelBuilder(str(ROOT)).build(directory=str(folder), versions=["standard"])))


@pytest.fixture(scope="module")
def unpacked(wheel, tmp_path_factory):
    """The wheel's content as installed."""
    folder = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def files_below(folder):
    """The files of a folder of the repository that belong to the product."""
    return sorted(
        path
        for path in (ROOT / folder).rglob("*")
        if path.is_file()
        and not path.name.startswith(".")
        and not LEFTOVERS.intersection(path.relative_to(ROOT).parts)
    )


def names_in(wheel):
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


@pytest.mark.parametrize(
    "folder",
    ["dbt_project/models", "dbt_project/seeds", "macros", "tests/dbt", "scenarios/templates"],
)
def test_a_folder_that_builds_need_is_carried(folder, wheel):
    assert any(name.startswith(f"{CARRIED}/{folder}/") for name in names_in(wheel))


@pytest.mark.parametrize("file", ["dbt_project/dbt_project.yml", "profiles.yml"])
def test_a_file_that_builds_need_is_carried(file, wheel):
    assert f"{CARRIED}/{file}" in names_in(wheel)


@pytest.mark.parametrize("folder", ["dbt_project", "macros", "tests/dbt", "scenarios"])
def test_every_file_is_carried_at_its_place(folder, unpacked):
    for path in files_below(folder):
        carried = unpacked / CARRIED / path.relative_to(ROOT)
        assert carried.is_file(), f"{path.relative_to(ROOT)} is not in the wheel"
        assert carried.read_bytes() == path.read_bytes()


def test_every_file_of_the_package_is_carried(wheel):
    """The report's templates, queries, styles and scripts, too."""
    names = set(names_in(wheel))
    expected = {str(path.relative_to(ROOT)) for path in files_below("runner")}

    assert expected <= names


def test_the_folders_that_dbt_project_names_are_where_it_looks(wheel):
    project = f"{CARRIED}/dbt_project"
    with zipfile.ZipFile(wheel) as archive:
        settings = yaml.safe_load(archive.read(f"{project}/dbt_project.yml"))

    for key in ("model-paths", "seed-paths", "macro-paths", "test-paths"):
        for folder in settings[key]:
            inside = posixpath.normpath(f"{project}/{folder}")
            assert any(name.startswith(f"{inside}/") for name in names_in(wheel)), folder


def test_dbt_compiles_the_installed_project(unpacked, tmp_path):
    """As an installed runner would: from elsewhere, without writing beside the models."""
    before = sorted(unpacked.rglob("*"))
    project = unpacked / CARRIED

    folders = {
        "--project-dir": project / "dbt_project",
        "--profiles-dir": project,
        "--target-path": tmp_path / "target",
        "--log-path": tmp_path / "logs",
    }
    options = [str(word) for option in folders.items() for word in option]

    completed = subprocess.run(
        [sys.executable, "-m", "dbt.cli.main", "parse", *options],
        cwd=tmp_path,
        env=os.environ | {"RUNNER_WAREHOUSE": str(tmp_path / "warehouse.duckdb")},
        capture_output=True,
        text=True,
        check=False,
    )

    assert completed.returncode == 0, completed.stdout
    assert sorted(unpacked.rglob("*")) == before


def test_no_cache_database_or_hidden_file_is_carried(wheel):
    assert [name for name in names_in(wheel) if PRIVATE.search(name)] == []


def test_no_absolute_path_is_carried(wheel):
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            assert not posixpath.isabs(name)
            assert ".." not in name.split("/")
            assert os.fsencode(ROOT) not in archive.read(name), name


def test_constraints_pin_every_dependency():
    """`make` installs with the constraints: a dependency without a pin would drift."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)["project"]
    asked = project["dependencies"] + project["optional-dependencies"]["dev"]
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert all(re.fullmatch(r"[\w.-]+==[\w.+!-]+", pin) for pin in pins)

    pinned = {normalized(pin) for pin in pins}
    assert {normalized(requirement) for requirement in asked} <= pinned


def normalized(requirement):
    """The distribution's name, spelled as package indexes compare it."""
    name = re.match(r"[\w.-]+", requirement).group()
    return re.sub(r"[-_.]+", "-", name).lower()
