"""`runner verify` names every file that is not as it was published, and no other."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from runner.cli import main
from runner.warehouse import publish

FIRST, SECOND = "20260301T093000_batch_run", "20260302T093000_batch_run"


def published(output: Path, rows: int, batch_id: str = FIRST) -> Path:
    """Publish a warehouse of one table, and a batch of two files; returns the batch's folder."""
    with publish.locked(output) as work:
        staged = publish.stage(work, batch_id)
        (staged / "run_summary.json").write_text("{}\n")
        (staged / "baseline").mkdir()
        (staged / "baseline" / "scenario.yml").write_text("label: Today\n")
        database = publish.create(work)
        with publish.connect(database) as connection:
            connection.execute(
                f"create table fct_plan_years as select range as plan_year from range({rows})"
            )
        publish.seal(database)
        return publish.publish(database, staged, output)[1]


def verified(output: Path, *arguments: str) -> tuple[int, dict[str, str], str]:
    """Exit code, the state by the file's name below the output folder, and the messages."""
    options = ("verify", *arguments, "--output", str(output))
    told = CliRunner().invoke(main, [*options, "--format", "json"])
    text = CliRunner().invoke(main, options)
    assert told.exit_code == text.exit_code
    records = json.loads(told.stdout) if told.stdout else []
    for record in records:
        assert f"runner: error: {record['file']}: {record['message']}\n" in text.stderr
    states = {str(Path(each["file"]).relative_to(output)): each["state"] for each in records}
    return told.exit_code, states, text.stderr


def kept(output: Path) -> Path:
    """Publish two batches, so that the database of the first is kept beside that of the second."""
    published(output, 3)
    with publish.locked(output) as work:
        staged = publish.stage(work, SECOND)
        (staged / "run_summary.json").write_text("{}\n")
        database = publish.create(work)
        with publish.connect(database) as connection:
            connection.execute("create table fct_plan_years as select 1 as plan_year")
        publish.seal(database)
        publish.publish(database, staged, output, FIRST)
    return publish.kept_database(output, FIRST)


def test_a_kept_database_is_checked_by_what_its_batch_published(tmp_path):
    path = kept(tmp_path)
    assert path.name == "warehouse_20260301T093000.duckdb"
    assert verified(tmp_path)[:2] == (0, {})
    flip(path, -1)
    exit_code, states, said = verified(tmp_path)
    assert (exit_code, states) == (3, {path.name: "changed"})
    assert f"changed since batch {FIRST}" in said
    assert verified(tmp_path, FIRST)[:2] == (3, {path.name: "changed"})
    assert verified(tmp_path, SECOND)[:2] == (0, {})


def test_who_writes_into_a_kept_database_is_found_out(tmp_path):
    path = kept(tmp_path)
    with duckdb.connect(str(path)) as connection:
        connection.execute("insert into fct_plan_years values (7)")
    exit_code, states, said = verified(tmp_path)
    assert (exit_code, states) == (3, {path.name: "changed"})
    assert "table fct_plan_years has 4 rows; published: 3 rows" in said


def test_a_kept_database_without_its_batch_cannot_be_checked(tmp_path):
    path = kept(tmp_path)
    shutil.rmtree(tmp_path / FIRST)
    assert verified(tmp_path)[:2] == (3, {path.name: "unreadable"})


def flip(path: Path, position: int) -> None:
    """Change one bit of one byte."""
    content = bytearray(path.read_bytes())
    content[position] ^= 1
    path.write_bytes(content)


def test_what_was_published_is_whole(tmp_path):
    batch = published(tmp_path, 3)
    exit_code, states, said = verified(tmp_path)
    assert (exit_code, states) == (0, {})
    assert said.startswith("3 files (")
    assert said.endswith(f"The warehouse is that of batch {batch.name}.\n")


@pytest.mark.parametrize("position", [0, 5, -2])
@pytest.mark.parametrize("name", ["run_summary.json", "baseline/scenario.yml", "manifest.json"])
def test_a_flipped_bit_names_its_file(tmp_path, name, position):
    batch = published(tmp_path, 3)
    if name == "run_summary.json" and position == 5:
        position = 1
    flip(batch / name, position)
    assert verified(tmp_path)[:2] == (
        3,
        {f"{batch.name}/{name}": "changed"}
        | (
            # The list of files says what was published in the warehouse, too.
            {"warehouse.duckdb": "unreadable"} if name == "manifest.json" else {}
        ),
    )


def test_a_flipped_bit_of_the_warehouse_names_it(tmp_path):
    published(tmp_path, 3)
    path = tmp_path / "warehouse.duckdb"
    flip(path, -1)
    exit_code, states, said = verified(tmp_path)
    assert (exit_code, set(states)) == (3, {"warehouse.duckdb"})
    assert "not the same ones" in said


def test_missing_and_extra_files_are_named(tmp_path):
    batch = published(tmp_path, 3)
    (batch / "run_summary.json").unlink()
    (batch / "baseline" / "notes.txt").write_text("mine")
    (batch / "baseline" / ".DS_Store").write_text("left by a file manager")
    expected = {
        f"{batch.name}/run_summary.json": "missing",
        f"{batch.name}/baseline/notes.txt": "extra",
    }
    assert verified(tmp_path)[:2] == (3, expected)


def test_a_missing_warehouse_and_a_missing_manifest_are_named(tmp_path):
    batch = published(tmp_path, 3)
    (tmp_path / "warehouse.duckdb").unlink()
    assert verified(tmp_path)[:2] == (3, {"warehouse.duckdb": "missing"})
    (batch / "manifest.json").unlink()
    expected = {f"{batch.name}/manifest.json": "missing", "warehouse.duckdb": "unreadable"}
    assert verified(tmp_path)[:2] == (3, expected)


def test_rows_that_were_added_are_told_by_their_table(tmp_path):
    published(tmp_path, 3)
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
        connection.execute("insert into fct_plan_years values (2050)")
    exit_code, _, said = verified(tmp_path)
    assert exit_code == 3
    assert "table fct_plan_years has 4 rows; published: 3 rows." in said


def test_reading_changes_nothing(tmp_path):
    published(tmp_path, 3)
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
        connection.execute("select count(*) from fct_plan_years").fetchall()
    assert verified(tmp_path)[0] == 0


def test_one_batch_is_checked_alone(tmp_path):
    one, two = published(tmp_path, 3), published(tmp_path, 4, SECOND)
    flip(one / "run_summary.json", 0)
    assert verified(tmp_path, two.name)[:2] == (0, {})
    assert verified(tmp_path, one.name)[:2] == (3, {f"{one.name}/run_summary.json": "changed"})
    exit_code, _, said = verified(tmp_path, "20200101T000000_batch_run")
    assert exit_code == 2
    assert said.endswith(f"Batches there: {one.name}, {two.name}.\n")


def test_the_latest_batch_is_the_last_one_published_whatever_the_clock_says(tmp_path):
    published(tmp_path, 3, SECOND)
    published(tmp_path, 4, FIRST)
    assert f"that of batch {FIRST}." in verified(tmp_path)[2]


def test_a_warehouse_of_an_earlier_batch_is_whole(tmp_path):
    """As after a kill between the two steps of publishing."""
    first = published(tmp_path, 3)
    path = tmp_path / "warehouse.duckdb"
    earlier = path.read_bytes()
    published(tmp_path, 4, SECOND)
    path.write_bytes(earlier)
    exit_code, _, said = verified(tmp_path)
    assert exit_code == 0
    assert f"that of batch {first.name}." in said


def test_where_nothing_was_published_the_request_is_wrong(tmp_path):
    exit_code, _, said = verified(tmp_path)
    assert exit_code == 2
    assert said.startswith(f"runner: error: {tmp_path}: nothing was published there.")
