"""`runner census check` as its users meet it, and builds that stop for a census."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from runner.cli import main
from tests.build.conftest import run

PEOPLE = """\
Emp ID,DOB,Date of Hire,Salary,Team,Term Date
E1,1980-05-06,01/15/2020,"$52,000.00",Sales,
E2,1990-02-03,02/13/2021,61000,Sales,
E3,1985-07-08,03/04/2019,70000,Law,12/31/2024
E4,1985-07-08,someday,70000,Law,
E5,1975-01-02,05/06/2018,48000,Law,
E5,1976-01-02,06/07/2017,59000,Law,
"""

# Twelve bars from the lowest to the highest: the births of 1975 and 1976 share the first.
SUMMARY = """\
people.csv, as of 2025-12-31: 6 rows

outcome     rows
employee       4
rejected       1
terminated     1

our column        their column  found by
employee_id       Emp ID        usual name
birth_date        DOB           usual name
hire_date         Date of Hire  usual name
termination_date  Term Date     usual name
annual_pay        Salary        usual name
department        Team          usual name

employees    given  missing      lowest      median     highest  distribution
birth_date       4        0  1975-01-02  1976-01-02  1990-02-03  █   ▄      ▄
hire_date        4        0  2017-06-07  2018-05-06  2021-02-13  █ █     █  █
annual_pay       4        0      48,000      52,000      61,000  █  █      ██
employee_id      4        0                                      4 different
department       4        0                                      2 different: Law 2, Sales 2

rows  field             problem              action                           first lines
   4  deferral_rate     missing in all rows  taken as unknown
   4  job_level         missing in all rows  assumed from the pay
   1  termination_date  terminated           rows left out
   1  hire_date         unreadable           row rejected                     5 'someday'
   1  employee_id       repeated             kept under the id with a number  7 'E5'
"""


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    """A folder to work in, with a file of people."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "people.csv").write_text(PEOPLE)
    return tmp_path


def check(*arguments):
    return CliRunner().invoke(main, ["census", "check", *arguments])


def test_the_summary_shows_columns_people_and_problems(workspace):
    done = check("people.csv")

    assert (done.exit_code, done.stderr) == (
        0,
        "runner: note: more than a fifth of the people have the id of another row. If the file has "
        "several years, keep one; if people have several jobs, add them up.\n"
        "runner: note: the last hire is of 2021-02-13, long before 2025-12-31. If the file is of "
        "that time, say of which day with --as-of.\n",
    )
    assert done.stdout == SUMMARY


def test_json_has_every_row_that_is_left_out_or_has_a_problem(workspace):
    found = json.loads(check("people.csv", "--format", "json").stdout)

    assert (found["rows"], found["outcomes"], found["unused"]) == (
        6,
        {"employee": 4, "terminated": 1, "rejected": 1},
        [],
    )
    assert found["columns"][1] == {"name": "birth_date", "theirs": "DOB", "found_by": "usual name"}
    assert found["left_out"] == [
        {
            "row_number": 3,
            "line": 4,
            "employee_id": "E3",
            "outcome": "terminated",
            "reason": "left on 2024-12-31",
        },
        {
            "row_number": 4,
            "line": 5,
            "employee_id": "E4",
            "outcome": "rejected",
            "reason": "hire_date unreadable",
        },
    ]
    [pay] = [field for field in found["fields"] if field["name"] == "annual_pay"]
    assert (pay["lowest"], pay["median"], pay["highest"], sum(pay["bins"])) == (
        48000,
        52000,
        61000,
        4,
    )


def test_a_column_named_like_ours_is_used_whatever_is_in_it(workspace):
    """A build reads it by its name: its texts are told as unreadable, not as unused."""
    (workspace / "odd.csv").write_text(
        "hire_date,annual_pay,birth_date,shoe_size\n2020-01-02,50000,spring,9\n"
    )
    done = check("odd.csv")

    assert "\nnot used: shoe_size\n" in done.stdout
    assert "birth_date" in done.stdout


def test_csv_has_every_problem(workspace):
    rows = list(csv.DictReader(io.StringIO(check("people.csv", "--format", "csv").stdout)))

    assert [tuple(row.values()) for row in rows if row["line"]] == [
        ("4", "5", "hire_date", "someday", "unreadable", "row rejected"),
        ("6", "7", "employee_id", "E5", "repeated", "kept under the id with a number"),
    ]
    assert len(rows) == 5


@pytest.mark.parametrize(("title", "is_told"), [("Fiscal Year", True), ("Year Hired", False)])
def test_a_column_that_says_of_which_time_a_row_is_is_pointed_out(workspace, title, is_told):
    (workspace / "years.csv").write_text(
        f"Emp ID,Date of Hire,Salary,{title}\nE1,01/15/2025,52000,2024\nE2,02/13/2025,61000,2025\n"
    )
    done = check("years.csv")

    assert done.exit_code == 0
    assert done.stderr == is_told * (
        "runner: note: the file has a column 'Fiscal Year'. If it has people of several periods, "
        "keep one: each row counts as a person of its own.\n"
    )


def test_options_say_what_the_file_does_not(workspace):
    done = check(
        *("people.csv", "--format", "json", "--as-of", "2024-06-30"),
        *("--columns", "location=Team", "--columns", "annual_pay = Salary"),
    )
    found = json.loads(done.stdout)

    assert found["as_of"] == "2024-06-30"
    assert found["outcomes"] == {"employee": 5, "rejected": 1}
    assert {"name": "location", "theirs": "Team", "found_by": "given"} in found["columns"]
    assert "department" not in {each["name"] for each in found["columns"]}


def test_a_scenario_lends_its_columns_day_and_limit(workspace):
    (workspace / "scenarios").mkdir()
    (workspace / "scenarios" / "mine.yml").write_text(
        "label: Mine\nparameters:\n  census:\n    path: other.csv\n    as_of: 2021-12-31\n"
        "    columns: {location: Team}\n    max_rejected: 0.1\n"
    )
    done = check("people.csv", "--format", "json", "--scenario", "mine")

    assert json.loads(done.stdout)["as_of"] == "2021-12-31"
    assert {"name": "location", "theirs": "Team", "found_by": "given"} in json.loads(done.stdout)[
        "columns"
    ]
    assert (done.exit_code, done.stderr) == (
        2,
        "runner: error: people.csv: 1 of 6 rows (16.7%) cannot be used: hire_date unreadable "
        "(1 row). At most 10.0% may be rejected (census.max_rejected). Correct the file or "
        "census.columns, or raise census.max_rejected; 'runner census check' shows every row.\n",
    )


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        pytest.param(
            ["gone.csv"],
            "gone.csv: there is no such file. A census is a CSV, Parquet or Excel file. Correct "
            "the name.",
            id="no file",
        ),
        pytest.param(
            ["."],
            ".: the census is a folder. It must be one CSV, Parquet or Excel file. Name a file in "
            "it.",
            id="a folder",
        ),
        pytest.param(
            ["people.csv", "--columns", "anual_pay=Salary"],
            "--columns 'anual_pay=Salary' does not say which column is which. Did you mean "
            "'annual_pay'? Allowed is our name=their name, and ours are employee_id, birth_date, "
            "age, hire_date, termination_date, status, annual_pay, hourly_pay, hours_per_week, "
            "department, location, job_level, gender, deferral_rate, employer_balance, ownership. "
            "Correct it.",
            id="not a column",
        ),
        pytest.param(
            ["people.csv", "--columns", "annual_pay=Wages"],
            "people.csv: census.columns says annual_pay: 'Wages', but the file has no such "
            "column. The file has 'Emp ID', 'DOB', 'Date of Hire', 'Salary', 'Team', 'Term "
            "Date'. Required are hire_date and annual_pay or hourly_pay. Say which is which under "
            "census.columns, as 'our name: their name'.",
            id="not in the file",
        ),
        pytest.param(
            ["people.csv", "--sheet", "People"],
            "people.csv: census.sheet is 'People', but the file is not an Excel workbook. Only "
            "workbooks have sheets. Remove census.sheet.",
            id="a sheet of a text file",
        ),
        pytest.param(
            ["people.csv", "--scenario", "mine"],
            "scenarios: there is no such folder. Scenarios are files in a folder. Create it, or "
            "name another with --scenarios-dir.",
            id="no scenarios",
        ),
        pytest.param(
            ["people.csv", "--as-of", "2015-12-31"],
            "people.csv: nobody in the census can be simulated: hired later (5 rows), hire_date "
            "unreadable (1 row). At least one row needs a hire date and pay. Correct the file or "
            "census.columns.",
            id="nobody",
        ),
    ],
)
def test_what_is_wrong_is_told_in_one_message(arguments, expected, workspace):
    done = check(*arguments)

    errors = [line for line in done.stderr.splitlines() if ": error: " in line]
    assert (done.exit_code, errors) == (2, [f"runner: error: {expected}"])


# Templates -------------------------------------------------------------------------------------


def test_a_template_is_written_for_scenarios_to_extend(workspace):
    (workspace / "scenarios" / "templates").mkdir(parents=True)
    target = workspace / "scenarios" / "templates" / "people.yml"
    done = check("people.csv", "--as-of", "2021-12-31", "--write", str(target))

    assert (done.exit_code, done.stderr) == (
        0,
        f"Written: {target}. Name it in a scenario: extends: [people]\n",
    )
    assert target.read_text() == (
        "# The people in people.csv.\n"
        "label: People of people\n"
        "parameters:\n"
        "  census:\n"
        "    path: people.csv\n"
        "    as_of: '2021-12-31'\n"
        "    columns:\n"
        "      employee_id: Emp ID\n"
        "      birth_date: DOB\n"
        "      hire_date: Date of Hire\n"
        "      termination_date: Term Date\n"
        "      annual_pay: Salary\n"
        "      department: Team\n"
    )


def test_a_template_of_a_later_census_starts_later_and_names_its_sheet(workspace):
    book = openpyxl.Workbook()
    book.active.title = "Staff, all"
    for row in csv.reader(io.StringIO(PEOPLE.replace("Emp ID,DOB", "employee-id,birth date"))):
        book.active.append(row)
    book.save(workspace / "people.xlsx")
    done = check(
        *("people.xlsx", "--as-of", "2027-06-30", "--sheet", "Staff, all", "--write", "mine.yml")
    )

    assert done.exit_code == 0
    assert Path("mine.yml").read_text() == (
        "# The people in people.xlsx.\n"
        "label: People of people\n"
        "parameters:\n"
        "  simulation:\n"
        "    start_year: 2028\n"
        "  census:\n"
        "    path: people.xlsx\n"
        "    as_of: '2027-06-30'\n"
        "    sheet: Staff, all\n"
        "    columns:\n"
        "      hire_date: Date of Hire\n"
        "      termination_date: Term Date\n"
        "      annual_pay: Salary\n"
        "      department: Team\n"
    )


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        pytest.param(
            "My people.yml",
            "My people.yml: this cannot be the file of a template. It ends in .yml, and its name "
            "is what scenarios extend. Allowed are lower-case letters, digits and _, at most 63 of "
            "them, the first not being _. Choose another name.",
            id="not a name",
        ),
        pytest.param(
            "people.yml",
            "people.yml: the file exists. Nothing is overwritten. Choose another name or remove "
            "it.",
            id="there already",
        ),
        pytest.param(
            "gone/people.yml",
            "gone/people.yml: the file cannot be written: No such file or directory. Its folder "
            "must exist and be writable. Choose another place.",
            id="no folder",
        ),
    ],
)
def test_a_template_that_cannot_be_written_is_told(target, expected, workspace):
    (workspace / "people.yml").write_text("mine\n")
    done = check("people.csv", "--as-of", "2021-12-31", "--write", target)

    assert (done.exit_code, done.stderr) == (2, f"runner: error: {expected}\n")
    assert (workspace / "people.yml").read_text() == "mine\n"


# Builds ----------------------------------------------------------------------------------------


def test_a_written_template_builds_and_a_census_with_too_many_rejected_does_not(workspace):
    """Of 6 rows one left and one of the other five is rejected: 20 %, the default's limit."""
    (workspace / "scenarios" / "templates").mkdir(parents=True)
    check("people.csv", "--write", "scenarios/templates/people.yml")
    for name, limit in (("kept", 0.2), ("strict", 0.19)):
        (workspace / "scenarios" / f"{name}.yml").write_text(
            f"label: {name}\nextends: [people]\nparameters:\n"
            f"  simulation: {{years: 1}}\n  census: {{max_rejected: {limit}}}\n"
        )
    done = run(workspace, "--no-detail-exports")

    assert done.exit_code == 1
    assert [line for line in done.stderr.splitlines() if line.startswith("runner:")] == [
        "runner: error: people.csv: 1 of 5 rows (20.0%) cannot be used: hire_date unreadable "
        "(1 row). At most 19.0% may be rejected (census.max_rejected). Correct the file or "
        "census.columns, or raise census.max_rejected; 'runner census check' shows every row."
    ]
    assert done.query("select scenario_id, opening_headcount from fct_plan_years") == [("kept", 4)]
    assert done.query("select line, outcome, is_rejected from fct_census_left_out order by 1") == [
        (4, "terminated", False),
        (5, "rejected", True),
    ]
