"""The same results however a build is cut, and wherever it was killed."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from runner.build.lineage import LISTS
from tests.build.conftest import SMALL, Built, run, unlike, write

SCENARIOS = {
    "baseline": f"label: Today\nkind: base\nparameters: {{{SMALL}}}\n",
    "richer": f"label: Richer\nparameters: {{{SMALL}, plan: {{core: {{rate: 0.03}}}}}}\n",
}
OPTIONS = ("--replicates", "2", "--no-detail-exports")
ONE_EACH = {"bytes_per_row": 10**9}
"""So large that each replicate of each scenario is a piece of its own."""

THREE_THREADS = {"threads": 3, "small": 0}
"""One model at a time, by three threads, as with large companies."""


def drive(folder: Path, settings: dict[str, int], *options: str) -> Built:
    script = Path(__file__).parent / "driven.py"
    done = subprocess.run(
        [sys.executable, str(script), json.dumps(settings), "build", *options],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=600,
    )
    return Built(folder, done.returncode, done.stdout, done.stderr)


def warehouse(built: Built) -> Path:
    return built.outputs / "warehouse.duckdb"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """All scenarios and replicates in one piece."""
    done = run(write(tmp_path_factory.mktemp("whole"), SCENARIOS), *OPTIONS)
    assert done.exit_code == 0, done.stderr
    return done


@pytest.fixture(scope="module")
def cut(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The same in four pieces, with other threads, killed in the second and taken up again."""
    folder = write(tmp_path_factory.mktemp("cut"), SCENARIOS)
    killed = drive(folder, {**ONE_EACH, **THREE_THREADS, "kill_after": 300}, *OPTIONS)
    assert killed.exit_code == -signal.SIGKILL
    assert not (folder / "batch_outputs" / "warehouse.duckdb").exists()
    done = drive(folder, {**ONE_EACH, **THREE_THREADS}, *OPTIONS)
    assert done.exit_code == 0, done.stderr
    return done


def test_pieces_give_the_same_results(whole: Built, cut: Built) -> None:
    assert unlike(warehouse(whole), warehouse(cut)) == []


def test_a_killed_build_goes_on_where_it_was(cut: Built) -> None:
    assert "resuming an interrupted build" in cut.stderr
    ran = [line for line in cut.stderr.splitlines() if line.endswith(" simulating")]
    assert 0 < len(ran) < 5


def test_nothing_is_left_of_the_work(cut: Built) -> None:
    left = {path.name for path in (cut.outputs / ".work").iterdir()}
    assert not {name for name in left if "duckdb" in name}


def test_what_was_gathered_passes_all_data_tests(cut: Built) -> None:
    from runner import project

    done = subprocess.run(
        [
            *(str(Path(sys.executable).parent / "dbt"), "--quiet", "test"),
            *("--project-dir", str(project.dbt_project()), "--profiles-dir"),
            *(str(project.profiles()), "--exclude-resource-types", "unit_test"),
            *("--target-path", str(cut.folder / "target"), "--log-path", str(cut.folder)),
        ],
        env={"RUNNER_WAREHOUSE": str(warehouse(cut)), "HOME": str(cut.folder), "PATH": "/usr/bin"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout


def test_every_table_says_whose_its_rows_are(whole: Built) -> None:
    """Else it could not be gathered from several databases."""
    rows = whole.query(
        """
        select schema_name || '.' || table_name, list(column_name)
        from duckdb_columns() inner join duckdb_tables() using (schema_name, table_name)
        group by 1
        """
    )
    keys = {"scenario_id", "scenario_key", "workforce_key", "census_id", "person_year_key"}
    nobodys = sorted(name for name, columns in rows if not keys & set(columns))
    assert nobodys == ["staging.statutory_limits", "staging.t_quantiles"]


def test_what_scenarios_say_is_the_same_for_all_replicates(whole: Built) -> None:
    """Pieces of other replicates take the staging tables as they are, all but the lists."""
    rows = whole.query(
        "select distinct table_name from duckdb_columns() where schema_name = 'staging' "
        "and contains(column_name, 'replicate') or column_name = 'person_year_key' "
        "and schema_name = 'staging'"
    )
    assert {name for (name,) in rows} == set(LISTS)


def test_what_pieces_share_is_made_once(cut: Built) -> None:
    """Four pieces of one census; after the first of each scenario, what it says is known."""
    lines = (cut.batch / "events.jsonl").read_text().splitlines()
    events = [json.loads(line) for line in lines]
    ran = Counter(each["model"] for each in events if each["event"] in ("model", "test"))
    assert ran["stg_census_rows"] <= 1
    assert ran["stg_plan_years"] <= 2
    assert ran["assert_every_census_row_is_accounted_for"] <= 1
    assert ran["assert_people_are_possible"] >= 3
    assert ran["assert_scenarios_that_share_a_workforce_show_the_same"] == 1


def test_a_build_goes_on_in_pieces_of_another_size(whole: Built, tmp_path: Path) -> None:
    """Killed in the second of four pieces, and then in as few as can be."""
    folder = write(tmp_path, SCENARIOS)
    killed = drive(folder, {**ONE_EACH, "kill_after": 250}, *OPTIONS)
    assert killed.exit_code == -signal.SIGKILL
    done = run(folder, *OPTIONS)
    assert done.exit_code == 0, done.stderr
    assert unlike(warehouse(whole), warehouse(done)) == []
    for table in ("contributions.int_plan_years", "contributions.int_metrics"):
        sql = f"select count(*) from {table}"
        assert done.query(sql) == whole.query(sql)


def test_a_whole_build_goes_on_where_it_was_killed(whole: Built, tmp_path: Path) -> None:
    folder = write(tmp_path, SCENARIOS)
    assert drive(folder, {"kill_after": 90}, *OPTIONS).exit_code == -signal.SIGKILL
    done = run(folder, *OPTIONS)
    assert done.exit_code == 0, done.stderr
    assert "resuming an interrupted build" in done.stderr
    assert unlike(warehouse(whole), warehouse(done)) == []


def test_who_was_left_out_of_an_interrupted_build_is_kept_by_the_next(tmp_path: Path) -> None:
    """A typo keeps a scenario out of the build that is killed; mended, its results are there."""
    other = f"label: Other\nparameters: {{{SMALL}, plan: {{core: {{rate: 0.01}}}}}}\n"
    changed = SCENARIOS["richer"].replace("0.03", "0.04")
    folder = write(tmp_path / "again", {**SCENARIOS, "other": other})
    assert run(folder, *OPTIONS).exit_code == 0
    write(folder, {"richer": changed, "other": other.replace("rate", "rat")})
    assert drive(folder, {"kill_after": 100}, *OPTIONS).exit_code == -signal.SIGKILL
    write(folder, {"other": other})
    done = run(folder, *OPTIONS)
    assert done.exit_code == 0, done.stderr
    assert "resuming an interrupted build" in done.stderr
    fresh = run(write(tmp_path / "new", {**SCENARIOS, "richer": changed, "other": other}), *OPTIONS)
    assert unlike(warehouse(fresh), warehouse(done)) == []
