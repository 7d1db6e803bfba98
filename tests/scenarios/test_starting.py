"""`runner init`: a workspace that is valid, in a folder that was empty."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from runner.cli import main
from runner.scenarios import starting
from runner.scenarios.resolve import resolve_scenarios
from runner.scenarios.starting import README

FILES = [
    "README.md",
    "scenarios/baseline.yml",
    "scenarios/profile.schema.json",
    "scenarios/s1_aip_new_hires.yml",
    "scenarios/scenario.schema.json",
    "scenarios/template.schema.json",
    "scenarios/templates/base_config.yml",
    "scenarios/templates/demographics_profiles.yml",
    "scenarios/templates/standard_match.yml",
]


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments):
    result = CliRunner().invoke(main, arguments)
    return result.exit_code, result.stdout, result.stderr


def made(folder):
    return sorted(
        str(path.relative_to(folder)) for path in Path(folder).rglob("*") if path.is_file()
    )


def test_a_workspace_has_templates_a_baseline_and_a_variant(here):
    code, stdout, stderr = run("init", "my plan")
    assert (code, made("my plan")) == (0, FILES)
    assert sorted(stdout.splitlines()) == [f"my plan/{name}" for name in FILES]
    assert stderr == "Next: cd 'my plan' && runner build --scenarios all\n"


def test_what_is_made_is_valid_and_leans_on_its_own_templates(here):
    run("init", "new")
    resolution = resolve_scenarios(Path("new/scenarios"))
    assert resolution.problems == []
    assert resolution.scenarios["s1_aip_new_hires"].baseline_id == "baseline"
    origin = resolution.scenarios["baseline"].origins["simulation", "years"]
    assert origin.path == Path("new/scenarios/templates/base_config.yml")


def test_the_schemas_that_the_files_name_are_there(here):
    run("init", "new")
    for path in Path("new").rglob("*.yml"):
        name = path.read_text().splitlines()[1].partition("$schema=")[2]
        assert (path.parent / name).is_file()


def test_the_readme_has_ten_lines():
    assert len(README.splitlines()) == 10


def test_an_empty_folder_is_taken(here):
    Path("empty").mkdir()
    assert run("init", "empty")[0] == 0
    assert made("empty") == FILES


@pytest.mark.parametrize("name", ["notes.txt", ".hidden"])
def test_a_folder_that_is_not_empty_is_left_alone(here, name):
    Path("full").mkdir()
    Path("full", name).write_text("mine")
    assert run("init", "full") == (
        2,
        "",
        f"runner: error: full: the folder is not empty: it has '{name}'. A workspace is made in a "
        "new or empty folder, and nothing is overwritten. Name another one.\n",
    )
    assert made("full") == [name]
    assert Path("full", name).read_text() == "mine"


def test_a_second_time_nothing_is_overwritten(here):
    run("init", "new")
    Path("new/README.md").write_text("mine")
    assert run("init", "new")[0] == 2
    assert Path("new/README.md").read_text() == "mine"


def test_a_file_is_no_folder(here):
    Path("file").write_text("mine")
    assert run("init", "file") == (
        2,
        "",
        "runner: error: file: this is not a folder. A workspace is made in a new or empty folder. "
        "Name another one.\n",
    )


def test_a_folder_that_cannot_be_written_is_refused(here):
    Path("file").write_text("mine")
    assert run("init", "file/new") == (
        2,
        "",
        "runner: error: file/new: cannot be written: not a directory. A workspace needs a "
        "folder with the right to write, and space. Check both or name another folder.\n",
    )


def test_a_file_that_has_come_in_the_meantime_is_kept(here, monkeypatch):
    Path("new").mkdir()
    Path("new/README.md").write_text("mine")
    monkeypatch.setattr(starting, "_require_empty", lambda _directory: None)
    code, _, stderr = run("init", "new")
    assert code == 2
    assert stderr.startswith("runner: error: new/README.md: cannot be written: file exists.")
    assert Path("new/README.md").read_text() == "mine"
