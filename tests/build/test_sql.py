"""`runner sql` answers queries about what was built, and can harm nothing."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.build.conftest import Built

LATEST = "select scenario_id, headcount, average_deferral_rate as rate from fct_plan_years"
COSTS = """
select scenario_id, plan_year, employer_match from fct_plan_years order by all
"""


def ask(folder: Path, *options: str, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "runner", "sql", *options],
        cwd=folder,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=120,
    )


def digest(folder: Path) -> dict[str, str]:
    """All files of the outputs and what is in them."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_csv_has_every_row_to_the_cent(built: Built) -> None:
    done = ask(built.folder, COSTS, "--format", "csv")

    header, *rows = csv.reader(io.StringIO(done.stdout))
    assert (done.returncode, done.stderr) == (0, "")
    assert header == ["scenario_id", "plan_year", "employer_match"]
    assert rows == [[name, str(year), str(match)] for name, year, match in built.query(COSTS)]


@pytest.mark.parametrize("given", [[], ["-"]])
def test_a_query_comes_from_stdin_and_leaves_as_records(built: Built, given: list[str]) -> None:
    done = ask(built.folder, *given, "--format", "json", stdin=COSTS)

    names = ("scenario_id", "plan_year", "employer_match")
    found = [(name, year, float(match)) for name, year, match in built.query(COSTS)]
    assert json.loads(done.stdout) == [dict(zip(names, row, strict=True)) for row in found]


def test_json_holds_what_it_has_no_form_for(built: Built) -> None:
    done = ask(
        built.folder,
        "select 1.50::decimal(9, 2) as a, 'x' as a, null as n, 'nan'::double as d, "
        "date '2026-01-31' as day, ['ä'] as list, {'k': 2} as struct, true as t",
        "--format=json",
    )

    assert json.loads(done.stdout) == [
        {"a": 1.5, "a_1": "x", "n": None, "d": None, "day": "2026-01-31", "list": ["ä"]}
        | {"struct": {"k": 2}, "t": True}
    ]


def test_no_rows_are_an_empty_array_and_a_header(built: Built) -> None:
    query = "select 1 as one where false"

    assert json.loads(ask(built.folder, query, "--format=json").stdout) == []
    assert ask(built.folder, query, "--format=csv").stdout == "one\n"
    assert ask(built.folder, query).stdout == "one\n"


def test_a_table_has_numbers_on_the_right_and_says_what_it_leaves_out(built: Built) -> None:
    query = "select * from (values ('a', 5), ('bcd', 1234), ('e', null)) as v (name, number)"
    whole, cut = ask(built.folder, query), ask(built.folder, query, "--limit", "2")

    assert whole.stdout == "name  number\na          5\nbcd     1234\ne\n"
    assert whole.stderr == ""
    assert cut.stdout == "name  number\na          5\nbcd     1234\n"
    assert cut.stderr == ("The first 2 rows are shown. See all with --limit 0 or --format csv.\n")


def test_a_table_shows_a_hundred_rows_unless_asked_for_all(built: Built) -> None:
    query = "select range as number from range(103)"

    assert len(ask(built.folder, query).stdout.splitlines()) == 1 + 100
    assert len(ask(built.folder, query, "--limit", "0").stdout.splitlines()) == 1 + 103
    assert len(ask(built.folder, query, "--format", "csv").stdout.splitlines()) == 1 + 103


def test_steps_between_are_kept_for_the_query_after_them(built: Built) -> None:
    done = ask(
        built.folder,
        "create temp table seen as select distinct scenario_id from fct_plan_years;"
        "select count(*) as scenarios from seen",
        "--format=csv",
    )

    assert done.stdout == "scenarios\n3\n"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("selec 1", "the query failed: Parser Error: syntax error at or near"),
        ("select nix from fct_plan_years", "the query failed: Binder Error:"),
        ("select * from nowhere", "the query failed: Catalog Error:"),
        ("select 'x'::integer", "the query failed: Conversion Error:"),
        (" -- nothing\n", "there is no query to run."),
        ("create table mine as select 1", "attached in read-only mode"),
        ("delete from dim_scenarios", "a statement of type DELETE is not run."),
        ("update dim_scenarios set label = ''", "a statement of type UPDATE is not run."),
        ("drop table dim_scenarios", "a statement of type DROP is not run."),
        ("select 1; checkpoint", "is not run."),
        ("attach 'other.duckdb'", "a statement of type ATTACH is not run."),
        ("explain analyze copy (select 1) to 'x'", "a statement of type EXPLAIN is not run."),
        ("copy (select 1) to 'x.csv'", "a statement of type COPY is not run."),
        ("select * from read_text('scenarios/baseline.yml')", "Permission Error"),
        ("create temp table t as from read_csv('/etc/hostname')", "Permission Error"),
        ("set enable_external_access = true", "is not run."),
    ],
)
def test_what_is_no_query_is_refused_in_one_message(built: Built, query: str, said: str) -> None:
    done = ask(built.folder, query)

    assert done.returncode == 2
    assert done.stdout == ""
    assert said in done.stderr
    assert all(line.startswith("runner: error: ") for line in done.stderr.splitlines())
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "query",
    [
        "copy (select 1) to 'batch_outputs/warehouse.duckdb.wal'",
        "copy (select 1) to 'batch_outputs/warehouse.duckdb' (format csv, use_tmp_file false)",
        "prepare p as copy (select 1) to 'batch_outputs/warehouse.duckdb.wal'; execute p",
    ],
)
def test_the_database_itself_cannot_be_overwritten(built: Built, query: str) -> None:
    """The engine's read-only mode does not prevent it: its own path is always accessible."""
    before = digest(built.outputs)

    assert ask(built.folder, query).returncode == 2
    assert digest(built.outputs) == before


def test_without_a_build_it_says_what_to_do(tmp_path: Path) -> None:
    done = ask(tmp_path, "select 1")

    assert done.returncode == 2
    assert done.stderr == (
        "runner: error: batch_outputs/warehouse.duckdb: there is no such database. It is what a "
        "build leaves in its output folder. Run 'runner build' first or name the folder with "
        "--output.\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "warehouse.duckdb").write_text("no database" * 1000)

    done = ask(tmp_path, "select 1", "--output", str(tmp_path))

    assert done.returncode == 2
    assert "this is not a database that can be read" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_reader_that_closes_the_pipe_is_no_error(built: Built) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "runner", "sql", "from range(5000000)", "--format", "csv"],
        cwd=built.folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        assert process.stdout.readline() == b"range\n"
        process.stdout.close()
        assert process.stderr.read() == b""


def test_an_interrupt_ends_a_long_query_at_once(built: Built) -> None:
    endless = (
        "select count(*) from range(10000000000) a, range(10000) b where a.range = 7 * b.range"
    )
    with subprocess.Popen(
        [sys.executable, "-m", "runner", "sql", "select 'begun'; " + endless],
        cwd=built.folder,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        time.sleep(2)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)

    assert (process.returncode, said) == (130, "runner: interrupted\n")
