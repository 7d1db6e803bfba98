"""The page about the scenario language: its examples are loaded and its commands run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from runner.cli import main
from runner.scenarios.resolve import resolve_scenarios

PAGE = Path(__file__).parents[2] / "docs" / "scenarios.md"
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NAMED = re.compile(r"^`(scenarios/[\w/]+\.yml)`:\n\n```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
WRONG = ["mistaken"]


def blocks(language):
    return [content for name, content in FENCE.findall(PAGE.read_text("utf-8")) if name == language]


@pytest.fixture(autouse=True)
def examples(tmp_path, monkeypatch):
    """The files of the page, in a folder of their own."""
    monkeypatch.chdir(tmp_path)
    for name, content in NAMED.findall(PAGE.read_text("utf-8")):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(content, "utf-8")


def test_every_example_is_a_file_with_a_name():
    assert blocks("yaml")
    assert [content for _, content in NAMED.findall(PAGE.read_text("utf-8"))] == blocks("yaml")
    assert [name for name, _ in FENCE.findall(PAGE.read_text("utf-8")) if not name] == []


def test_every_example_is_valid_but_the_one_that_shows_mistakes():
    resolution = resolve_scenarios(Path("scenarios"))
    assert list(resolution.invalid) == WRONG
    assert len(resolution.scenarios) == len(list(Path("scenarios").glob("*.yml"))) - 1
    templates = {path.stem for path in Path("scenarios/templates").glob("*.yml")}
    extended = {each.name for header in resolution.headers.values() for each in header.extends}
    assert templates <= extended


def test_what_the_page_says_of_markers_is_so():
    parameters = resolve_scenarios(Path("scenarios")).scenarios["all_markers"].parameters
    bands = parameters.plan.automatic_enrollment.opt_out_rate
    assert [(band.from_, band.value) for band in bands] == [(0, 0.12), (25, 0.05)]
    assert parameters.plan.match.maximum == {0: None}
    assert parameters.workforce.hiring.ages[0].from_ == 16


@pytest.mark.parametrize("block", blocks("console"), ids=lambda block: block.split("\n")[0])
def test_a_command_prints_what_the_page_shows(block):
    command, _, shown = block.partition("\n")
    result = CliRunner().invoke(main, command.removeprefix("$ runner ").split())
    assert result.output == shown
