"""`runner build` as its users meet it: what it prints, writes and returns."""

from __future__ import annotations

import fcntl
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import openpyxl
import pytest

from tests.build.conftest import MARTS, SCENARIOS, SMALL, Built, run, unlike, write


def test_a_bad_scenario_does_not_stop_the_others(built: Built) -> None:
    assert built.exit_code == 1
    states = {name: each["status"] for name, each in built.summary["scenarios"].items()}
    assert states == {
        "baseline": "completed",
        "same": "completed",
        "richer": "completed",
        "typo": "failed",
        "absent": "failed",
    }
    assert built.query("select scenario_id from dim_scenarios order by all") == [
        ("baseline",),
        ("richer",),
        ("same",),
    ]


def test_each_mistake_is_told_once_with_its_place(built: Built) -> None:
    typo = [line for line in built.stderr.splitlines() if "teirs" in line]
    assert len(typo) == 1
    assert typo[0].startswith("runner: error: scenarios/typo.yml:5: unknown parameter")
    assert "plan.match.tiers" in typo[0]
    absent = [line for line in built.stderr.splitlines() if "nowhere.csv" in line]
    assert len(absent) == 1
    assert "Traceback" not in built.stderr


def test_what_is_wrong_with_a_scenario_is_on_record(built: Built) -> None:
    [problem] = built.summary["scenarios"]["typo"]["problems"]
    assert problem["message"] in built.summary["scenarios"]["typo"]["error"]
    assert {name: problem[name] for name in ("file", "line", "code", "path", "attempted")} == {
        "file": "scenarios/typo.yml",
        "line": 5,
        "code": "unknown_parameter",
        "path": "plan.match.teirs",
        "attempted": [],
    }
    assert "problems" not in built.summary["scenarios"]["absent"]


@pytest.mark.parametrize(
    ("options", "where", "says"),
    [
        (("--seed", "-1"), "simulation.seed", "is -1, below the lowest allowed value 0. Write 0"),
        (("--seed", "x"), "simulation.seed", "is 'x'. A whole number is expected."),
        (("--replicates", "10001"), "simulation.replicates", "is 10001, above the highest allowed"),
        (("--replicates", "2.5"), "simulation.replicates", "is 2.5. A whole number is expected."),
    ],
)
def test_an_option_out_of_bounds_is_refused_like_a_file(
    tmp_path: Path, options: tuple[str, ...], where: str, says: str
) -> None:
    done = run(write(tmp_path, SCENARIOS), *options)
    assert done.exit_code == 2
    [line] = [each for each in done.stderr.splitlines() if "error" in each]
    assert line.startswith(f"runner: error: command line: {where} {says}")
    assert not done.outputs.exists()


def test_a_design_that_breaks_a_rule_is_warned_of_and_built(built: Built) -> None:
    message = (
        "richer, 2026 to 2028: the safe harbor contribution is not fully vested at once "
        "(26 USC 401(k)(12)(E)(i), (13)(D)(iii))."
    )
    assert built.summary["warnings"] == [message]
    assert f"runner: warning: {message}" in built.stderr.splitlines()
    assert built.summary["scenarios"]["richer"]["status"] == "completed"


def test_equal_scenarios_differ_by_exactly_nothing(built: Built) -> None:
    deltas = built.query("select delta from fct_scenario_deltas where scenario_id = 'same'")
    assert len(deltas) > 60
    assert set(deltas) == {(0.0,)}
    for mart in ("fct_workforce_snapshot", "fct_contributions", "fct_plan_years"):
        columns = f"select * exclude (scenario_id) from {mart} where scenario_id ="
        assert built.query(f"{columns} 'same' except all {columns} 'baseline'") == []


def test_a_plan_change_leaves_the_workforce_alone(built: Built) -> None:
    workforce = (
        "select replicate, employee_id, plan_year, hire_date, termination_date, annual_pay, "
        "gross_compensation, job_level from fct_workforce_snapshot where scenario_id ="
    )
    assert built.query(f"{workforce} 'richer' except all {workforce} 'baseline'") == []
    [(delta,)] = built.query(
        "select delta from fct_scenario_deltas "
        "where scenario_id = 'richer' and period = 'all' and metric = 'employer_match'"
    )
    assert delta > 0


def test_the_table_at_the_end_names_every_result(built: Built) -> None:
    for name in ("baseline", "same", "richer"):
        assert name in built.stdout
    for file in ("comparison_report.xlsx", "report.html", "run_summary.json", "warehouse.duckdb"):
        [line] = [each for each in built.stdout.splitlines() if each.endswith(file)]
        assert (built.folder / line.split()[-1]).is_file()


def test_workbook_cells_equal_sql(built: Built) -> None:
    book = openpyxl.load_workbook(built.batch / "comparison_report.xlsx")
    assert {"Summary", "Trends", "Delta", "About"} <= set(book.sheetnames)
    numbers = {
        round(cell.value, 6)
        for row in book["Delta"].iter_rows()
        for cell in row
        if isinstance(cell.value, int | float)
    }
    expected = built.query(
        "select baseline_value, value, delta from fct_scenario_deltas where scenario_id = 'richer'"
    )
    for values in expected:
        assert {round(value, 6) for value in values} <= numbers
    assert not any(
        cell.data_type == "f" for sheet in book for row in sheet.iter_rows() for cell in row
    )


def test_the_report_tells_what_is_different_and_what_failed(built: Built) -> None:
    report = (built.batch / "report.html").read_text("utf-8")
    assert "plan.vesting.match.cliff_years" in report
    assert re.search(r"scenarios/richer\.yml:\d", report)
    assert "nowhere.csv" in report
    assert "=2+3" in report


def test_the_workbook_says_what_differs_and_which_driver_costs_what(built: Built) -> None:
    book = openpyxl.load_workbook(built.batch / "comparison_report.xlsx")
    assumptions = {
        (row[2], row[0]): row[4:7] for row in book["Assumptions"].iter_rows(values_only=True)
    }
    assert [name for name, _ in assumptions if name == "same"] == []
    _, after, place = assumptions["richer", "plan.match.tiers"]
    assert (after, place) == ("[{up_to: 0.06, rate: 1.0}]", "scenarios/richer.yml:3")
    [parts] = [
        row[5:10]
        for row in book["Attribution"].iter_rows(values_only=True)
        if row[1] == "richer" and str(row[3]).startswith("All years")
    ]
    expected = built.query(
        "select part from fct_cost_attribution "
        "where scenario_id = 'richer' and period = 'all' order by driver_order"
    )
    assert list(parts) == [part for (part,) in expected]
    [(delta,)] = built.query(
        "select delta from fct_scenario_deltas "
        "where (scenario_id, period, metric) = ('richer', 'all', 'employer_cost')"
    )
    assert round(sum(parts), 2) == round(delta, 2) > 0


def test_each_scenario_has_its_own_database_and_file(built: Built) -> None:
    folder = built.batch / "richer"
    with duckdb.connect(str(folder / "simulation_richer.duckdb"), read_only=True) as connection:
        for mart in MARTS[:-2]:
            found = connection.execute(f"select * from {mart} order by all").fetchall()
            sql = f"select * from {mart} where scenario_id = 'richer' order by all"
            assert found == built.query(sql) != [], mart
    (built.folder / "resolved").mkdir()
    resolved = folder.joinpath("scenario.yml").read_text()
    (built.folder / "resolved" / "richer.yml").write_text(resolved)
    (built.folder / "resolved" / "baseline.yml").write_text(SCENARIOS["baseline"])
    options = ("--scenarios-dir", "resolved", "--output", "again", "--quiet")
    assert run(built.folder, *options, "--no-detail-exports").exit_code == 0
    with duckdb.connect(str(built.folder / "again" / "warehouse.duckdb")) as connection:
        [(cost,)] = connection.execute(
            "select horizon_employer_cost from fct_scenario_summary where scenario_id = 'richer'"
        ).fetchall()
    assert built.query(
        "select horizon_employer_cost from fct_scenario_summary where scenario_id = 'richer'"
    ) == [(cost,)]
    kept = built.folder.glob("again/*_batch_run/*/*")
    assert {path.name for path in kept} == {"scenario.yml"}


def test_the_same_build_twice_gives_identical_tables(built: Built, tmp_path: Path) -> None:
    again = run(write(tmp_path, SCENARIOS), "--quiet")
    assert (again.exit_code, again.stdout, again.stderr) == (0, "", "")
    assert unlike(built.outputs / "warehouse.duckdb", again.outputs / "warehouse.duckdb") == []


def test_options_override_scenarios(tmp_path: Path) -> None:
    options = ("--scenarios", "tag:match", "--replicates", "3", "--seed", "7", "--json")
    done = run(write(tmp_path, SCENARIOS), *options)
    assert done.exit_code == 0
    assert done.query("select scenario_id, seed, replicates from dim_scenarios order by all") == [
        ("baseline", 7, 3),
        ("richer", 7, 3),
    ]
    [(replicates, error, low, delta, high)] = done.query(
        "select replicates, standard_error, ci_low, delta, ci_high from fct_scenario_deltas "
        "where period = 'all' and metric = 'employer_cost'"
    )
    assert replicates == 3 and error > 0 and low < delta < high
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert all(each["event"] and each["time"] for each in lines)
    assert lines[-1]["event"] == "finished"
    assert lines[-1]["summary"] == done.summary


def test_a_census_without_a_usable_row_is_told_with_its_reason(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("hire_date,annual_pay\nnever,50000\nsoon,60000\n")
    text = "label: Nobody\nparameters:\n  census: {path: people.csv}\n"
    done = run(write(tmp_path, {"nobody": text}))
    assert done.exit_code == 2
    assert "people.csv: nobody in the census can be simulated" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (done.outputs / "warehouse.duckdb").exists()


def test_nothing_valid_exits_with_2_and_all_problems(tmp_path: Path) -> None:
    scenarios = {
        "one": "label: One\nparameters: {plan: {core: {rate: 7}}}\n",
        "two": "label: Two\nextends: [nowhere]\n",
    }
    done = run(write(tmp_path, scenarios))
    assert done.exit_code == 2
    assert "scenarios/one.yml:2" in done.stderr
    assert "scenarios/two.yml:2" in done.stderr
    assert not done.outputs.exists()


def test_fail_fast_stops_at_the_first_mistake(tmp_path: Path) -> None:
    done = run(write(tmp_path, {**SCENARIOS, "bad": "label: 3\n"}), "--fail-fast")
    assert done.exit_code == 2
    assert "scenarios/bad.yml:1" in done.stderr
    assert not done.outputs.exists()


def test_an_output_that_cannot_be_a_folder(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    done = run(write(tmp_path, SCENARIOS), "--output", "taken")
    assert done.exit_code == 2
    [line] = [each for each in done.stderr.splitlines() if "error" in each]
    assert line.startswith("runner: error: taken: the output folder cannot be written")


def test_a_second_build_in_the_same_folder_names_the_first(tmp_path: Path) -> None:
    write(tmp_path, SCENARIOS)
    work = tmp_path / "batch_outputs" / ".work"
    work.mkdir(parents=True)
    with (work / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.write("4711")
        lock.flush()
        done = run(tmp_path)
    assert done.exit_code == 2
    assert "process 4711" in done.stderr


def test_interrupted_builds_publish_nothing_and_can_be_repeated(tmp_path: Path) -> None:
    """Whenever the interrupt comes: while dbt is imported, while it starts, while it works."""
    write(tmp_path, {"baseline": f"label: Today\nkind: base\nparameters: {{{SMALL}}}\n"})
    database = tmp_path / "batch_outputs" / ".work" / "warehouse.duckdb"
    for seconds in (0.3, 0.9, 1.8, 3.0):
        database.unlink(missing_ok=True)
        command = [sys.executable, "-m", "runner", "build"]
        process = subprocess.Popen(
            command, cwd=tmp_path, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        deadline = time.monotonic() + 60
        while not database.exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        time.sleep(seconds)
        os.kill(process.pid, signal.SIGINT)
        began = time.monotonic()
        _, stderr = process.communicate(timeout=60)
        assert time.monotonic() - began < 2, seconds
        assert process.returncode == 130, seconds
        assert stderr.splitlines()[-1] == "runner: interrupted"
        assert "Traceback" not in stderr
        assert not (tmp_path / "batch_outputs" / "warehouse.duckdb").exists()
    assert run(tmp_path, "--quiet").exit_code == 0


def test_the_shipped_scenarios_are_valid() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "runner", "validate"],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "10 scenarios are valid.\n")
