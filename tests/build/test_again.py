"""What a second build does: nothing twice, and the same as if everything was built anew."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from tests.build.conftest import SCENARIOS, SMALL, Built, run, unlike, write

RICHER = SCENARIOS["richer"]
COSMETIC = (
    "# A comment.\nkind: custom\nlabel: Another name\ntags: [other]\ndescription: New words.\n"
    "parameters: {plan: {vesting: {match: {cliff_years: 2, schedule: cliff}}, "
    f"safe_harbor: true, match: {{tiers: [{{rate: 1.0, up_to: 0.06}}]}}}}, {SMALL}}}\n"
)
CHANGED = RICHER.replace("rate: 1.0", "rate: 0.5")
SMALLER = f"label: Smaller\nparameters: {{{SMALL}, workforce: {{growth_rate: -0.1}}}}\n"


@dataclass(frozen=True)
class Story:
    """Builds of one workspace, one after the other."""

    first: Built
    idle: Built
    renamed: Built
    changed: Built
    dims: dict[str, list[tuple]]
    status: list[dict]
    status_text: str


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    folder = write(tmp_path_factory.mktemp("again"), SCENARIOS)
    dims = {}

    def build(name: str, *options: str) -> Built:
        done = run(folder, "--no-detail-exports", *options)
        sql = "select scenario_id, label, tags, fingerprint, built_at from dim_scenarios"
        dims[name] = done.query(f"{sql} order by all")
        return done

    first = build("first")
    shutil.rmtree(folder / "batch_outputs" / ".work")  # as docs/building.md says one may
    idle = build("idle")
    write(folder, {"richer": COSMETIC})
    renamed = build("renamed")
    write(folder, {"richer": CHANGED, "smaller": SMALLER})
    (folder / "scenarios" / "same.yml").unlink()
    status = status_of(folder, "--why", "--format", "json")
    text = status_of(folder, "--why")
    changed = build("changed")
    return Story(first, idle, renamed, changed, dims, json.loads(status), text)


def status_of(folder: Path, *options: str) -> str:
    command = [sys.executable, "-m", "runner", "status", *options]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout


def summary(built: Built, number: int) -> dict:
    folder = sorted(built.outputs.glob("*_batch_run"))[number]
    return json.loads((folder / "run_summary.json").read_text())


def test_what_is_up_to_date_is_not_built_again(story: Story) -> None:
    assert story.idle.exit_code == 0
    assert "all 3 scenarios are up to date; nothing was run" in story.idle.stderr
    assert story.idle.stdout == story.first.stdout
    assert story.dims["idle"] == story.dims["first"]
    assert len(list(story.first.outputs.glob("*_batch_run"))) == 3


def test_what_only_names_a_scenario_is_refreshed_without_simulating(story: Story) -> None:
    before = {row[0]: row for row in story.dims["first"]}
    after = {row[0]: row for row in story.dims["renamed"]}
    assert after["richer"][1:3] == ("Another name", ["other"])
    assert {name: row[3:] for name, row in after.items()} == {
        name: row[3:] for name, row in before.items()
    }
    done = summary(story.renamed, 1)
    assert not any(each["simulated"] for each in done["scenarios"].values())
    assert "int_elections" not in {node["name"] for node in done["slowest"]}


def test_only_what_changed_is_simulated(story: Story) -> None:
    done = summary(story.changed, 2)
    simulated = {name: each["simulated"] for name, each in done["scenarios"].items()}
    assert simulated == {"baseline": False, "richer": True, "smaller": True}
    built = {name: at for name, *_, at in story.dims["changed"]}
    assert built["baseline"] == dict((row[0], row[4]) for row in story.dims["first"])["baseline"]
    assert built["richer"] > built["baseline"]


def test_a_scenario_without_a_file_leaves_the_database(story: Story) -> None:
    assert [row[0] for row in story.dims["changed"]] == ["baseline", "richer", "smaller"]
    [line] = [each for each in story.changed.stderr.splitlines() if "no longer in" in each]
    assert line.endswith("same")


def test_a_partial_build_equals_a_whole_one(story: Story, tmp_path: Path) -> None:
    shutil.copytree(story.changed.folder / "scenarios", tmp_path / "scenarios")
    whole = run(tmp_path, "--no-detail-exports")
    assert whole.exit_code == 0
    assert (
        unlike(whole.outputs / "warehouse.duckdb", story.changed.outputs / "warehouse.duckdb") == []
    )


def test_status_says_what_the_next_build_does_and_why(story: Story) -> None:
    states = {each["scenario_id"]: each["state"] for each in story.status}
    assert states == {
        "baseline": "up to date",
        "richer": "out of date",
        "same": "no file",
        "smaller": "not built",
    }
    why = {each["scenario_id"]: each["why"] for each in story.status}
    assert why["baseline"] == []
    [tiers] = why["richer"]
    assert tiers.startswith("plan.match.tiers: ")
    before, after = tiers.split(" → ")
    assert '"rate": 1.0' in before and '"rate": 0.5' in after
    for each in story.status:
        assert (each["rows"] or 0) > 900 or each["state"] == "not built"


def test_status_is_a_table(story: Story) -> None:
    header, *rows = story.status_text.splitlines()
    assert header.split() == ["scenario", "state", "built", "rows", "seconds", "why"]
    assert [row.split()[0] for row in rows] == ["baseline", "richer", "same", "smaller"]


def test_force_builds_all_the_same(story: Story) -> None:
    done = run(story.changed.folder, "--no-detail-exports", "--force", "--scenarios", "smaller")
    simulated = {name: s["simulated"] for name, s in done.summary["scenarios"].items()}
    assert simulated == {"baseline": True, "richer": False, "smaller": True}


def test_old_versions_are_kept_as_asked(tmp_path: Path) -> None:
    """Three builds of two scenarios of which only a label changes: nothing is simulated twice."""
    folder, said = tmp_path, ("One", "Two", "Three")
    for label in said:
        write(folder, {"baseline": SCENARIOS["baseline"].replace("Today", label)})
        done = run(folder, "--no-detail-exports", "--quiet", "--keep", "2")
        assert done.exit_code == 0, done.stderr
    assert len(list(done.outputs.glob("*_batch_run"))) == 2
    [kept] = done.outputs.glob("warehouse_*.duckdb")
    with duckdb.connect(str(kept), read_only=True) as connection:
        assert connection.execute("select label from dim_scenarios").fetchall() == [("Two",)]
    assert done.query("select label from dim_scenarios") == [("Three",)]
