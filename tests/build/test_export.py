"""`runner export` writes results again from the published database, and leaves no half file."""

from __future__ import annotations

import csv
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import duckdb
import pytest
from openpyxl import load_workbook

from runner.outputs.detail import CENSUS_MARTS, KINDS, MARTS
from tests.build.conftest import Built


def export(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "runner", "export", *options],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
    )


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def sheets_of(path: Path) -> dict[str, bytes]:
    """The sheets of a workbook as they are stored, without About, which has times."""
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if "/worksheets/sheet" in name]
        return {name: archive.read(name) for name in sorted(names)[:-1]}


def test_all_is_what_a_build_writes(built: Built, tmp_path: Path) -> None:
    done = export(built.folder, "--to", str(tmp_path))

    assert (done.returncode, done.stderr) == (0, "")
    of_build = {
        name for name in files(built.batch) if not name.endswith((".yml", ".json", ".jsonl"))
    }
    written = {str(Path(line).relative_to(tmp_path)) for line in done.stdout.splitlines()}
    assert written == files(tmp_path) == of_build
    report = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert report == (built.batch / "report.html").read_text(encoding="utf-8")
    for kind in KINDS.values():
        again = sheets_of(kind.path(tmp_path, "richer"))
        assert again == sheets_of(kind.path(built.batch, "richer"))
    about = load_workbook(KINDS["events"].path(tmp_path, "richer"))["About"]
    told = {row[0]: row for row in about.iter_rows(values_only=True)}
    assert built.summary["batch_id"] in told["Batch"]


def test_rows_are_exported_for_some_scenarios(built: Built, tmp_path: Path) -> None:
    options = ("--what", "contributions,events", "--format", "csv", "--scenarios", "r*")
    done = export(built.folder, *options, "--to", str(tmp_path))

    assert (done.returncode, done.stderr) == (0, "")
    assert files(tmp_path) == {
        "richer/contributions_richer.csv",
        "richer/yearly_events_richer.csv",
    }
    with (tmp_path / "richer" / "contributions_richer.csv").open() as file:
        rows = [
            (row["scenario_id"], row["employee_id"], int(row["plan_year"]), row["employer_match"])
            for row in csv.DictReader(file)
        ]
    assert rows == built.query(
        "select scenario_id, employee_id, plan_year, employer_match::varchar "
        "from fct_contributions where scenario_id = 'richer' order by employee_id, plan_year"
    )


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_every_mart_is_exported_whole(built: Built, tmp_path: Path, suffix: str) -> None:
    done = export(built.folder, "--what=marts", "--format", suffix, "--to", str(tmp_path))

    published = {
        name
        for (name,) in built.query(
            "select table_name from information_schema.tables where table_schema = 'main'"
        )
    }
    assert done.returncode == 0, done.stderr
    assert published == {*MARTS, *CENSUS_MARTS}
    assert files(tmp_path) == {f"marts/{name}.{suffix}" for name in published}
    for name in published:
        found = duckdb.sql(f"select count(*) from '{tmp_path}/marts/{name}.{suffix}'").fetchall()
        assert found == built.query(f"select count(*) from {name}"), name
    if suffix == "parquet":
        path = tmp_path / "marts" / "fct_plan_years.parquet"
        found = duckdb.sql(f"from '{path}' order by all").fetchall()
        assert found == built.query("from fct_plan_years order by all")


def test_marts_of_some_scenarios_have_these_alone(built: Built, tmp_path: Path) -> None:
    export(built.folder, "--what=marts", "--scenarios", "same", "--to", str(tmp_path))

    path = tmp_path / "marts" / "fct_scenario_trends.csv"
    assert duckdb.sql(f"select distinct scenario_id from '{path}'").fetchall() == [("same",)]


def test_files_that_are_there_are_kept_unless_forced(built: Built, tmp_path: Path) -> None:
    there = tmp_path / "richer" / "contributions_richer.xlsx"
    there.parent.mkdir()
    there.write_text("mine")
    options = ("--what", "workforce,contributions", "--to", str(tmp_path))

    refused = export(built.folder, *options)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr == (
        f"runner: error: {there}: the file is there already. An export does not overwrite files. "
        "Use --force to replace them, or name another folder with --to.\n"
    )
    assert files(tmp_path) == {"richer/contributions_richer.xlsx"}
    assert there.read_text() == "mine"

    assert export(built.folder, *options, "--force").returncode == 0
    assert load_workbook(there).sheetnames[0] == "Years"


def test_an_export_that_is_killed_leaves_no_half_file(built: Built, tmp_path: Path) -> None:
    """Whatever is there under a final name is whole, and the next export goes through."""
    for delay in (0.6, 0.9, 1.2, 1.6):
        to = tmp_path / str(delay)
        with subprocess.Popen(
            [sys.executable, "-m", "runner", "export", "--to", str(to)],
            cwd=built.folder,
            stdout=subprocess.DEVNULL,
        ) as process:
            time.sleep(delay)
            process.send_signal(signal.SIGKILL)
        for path in to.rglob("*"):
            if path.suffix == ".xlsx" and not path.parent.name.startswith("."):
                assert load_workbook(path).sheetnames[-1] == "About"
            elif path.suffix == ".duckdb":
                with duckdb.connect(str(path), read_only=True) as connection:
                    [(rows,)] = connection.sql("select count(*) from fct_yearly_events").fetchall()
                    assert rows > 0
        assert export(built.folder, "--to", str(to), "--force").returncode == 0


def test_a_leftover_of_a_killed_export_is_in_nobodys_way(built: Built, tmp_path: Path) -> None:
    (tmp_path / "same").mkdir()
    leftover = tmp_path / "same" / "simulation_same.unfinished"
    with duckdb.connect(str(leftover)) as connection:
        connection.execute("create table dim_scenarios as select 1")

    options = ("--what=databases", "--scenarios=same", "--to", str(tmp_path))
    assert export(built.folder, *options).returncode == 0
    assert files(tmp_path) == {"same/simulation_same.duckdb"}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--what", "comparison", "--format", "csv"], "comparison cannot be exported as csv."),
        (["--what", "marts", "--format", "xlsx"], "It can as: csv, parquet."),
        (["--what", "databases", "--format", "parquet"], "It can as: duckdb."),
        (["--what", "workforc"], "Did you mean 'workforce'?"),
        (["--what", ","], "there is no '' to export."),
        (["--scenarios", "nope"], "there is no scenario 'nope'."),
        (["--scenarios", ""], "no scenario is named."),
    ],
)
def test_what_there_is_not_is_refused(
    built: Built, tmp_path: Path, options: list[str], said: str
) -> None:
    done = export(built.folder, *options, "--to", str(tmp_path / "new"))

    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "new").exists()


def test_a_database_of_another_version_is_told(built: Built, tmp_path: Path) -> None:
    shutil.copy(built.outputs / "warehouse.duckdb", tmp_path)
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
        connection.execute("alter table fct_workforce_snapshot rename to fct_people")

    done = export(tmp_path, "--output", ".", "--what", "workforce", "--to", "new")

    assert done.returncode == 2
    assert "another version of runner built this database" in done.stderr
    assert "Build again." in done.stderr


def test_without_the_folder_of_its_batch_a_database_is_exported(
    built: Built, tmp_path: Path
) -> None:
    shutil.copy(built.outputs / "warehouse.duckdb", tmp_path)

    done = export(tmp_path, "--output", ".", "--what", "events", "--scenarios", "same")

    assert (done.returncode, done.stderr) == (0, "")
    path = tmp_path / "exports" / "same" / "yearly_events_same.xlsx"
    about = {row[0]: row for row in load_workbook(path)["About"].iter_rows(values_only=True)}
    assert any(str(text).startswith("built 2") for text in about["Batch"])


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_rights_is_told(built: Built, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    done = export(built.folder, "--to", str(tmp_path / "new"))
    tmp_path.chmod(0o700)

    assert done.returncode == 2
    assert "the folder cannot be made" in done.stderr


def test_the_published_database_is_left_as_it_is(built: Built, tmp_path: Path) -> None:
    path = built.outputs / "warehouse.duckdb"
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    export(built.folder, "--to", str(tmp_path), "--what", "databases,marts")

    assert hashlib.sha256(path.read_bytes()).hexdigest() == before
    assert files(built.outputs) & {"warehouse.duckdb.wal"} == set()
