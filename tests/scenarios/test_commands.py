"""Commands: the exit code, stdout and stderr of each, apart."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import types
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from runner import project, tables
from runner.cli import main
from runner.errors import BuildError, ExitCode, InvariantError, RequestError, ScenarioError
from runner.parameters.catalogue import Parameters
from runner.scenarios.files import read
from runner.scenarios.nodes import plain

SLOW_MODULES = ("pydantic", "yaml", "rich", "duckdb", "dbt", "openpyxl")
FILES = {
    "baseline": "label: Today\nkind: base\n",
    "s1": "label: Größer [x]\ntags: [aip, new]\nparameters:\n  simulation: {years: 3}\n",
    "s2": "label: Broken\nbaseline: s1\nparameters:\n  simulation: {yers: 3}\n  plan: []\n",
}
YERS = (
    "runner: error: scenarios/s2.yml:4: unknown parameter 'simulation.yers'. Did you mean "
    "'simulation.years'? Allowed here: start_year, years, seed, replicates.\n"
)
PLAN = (
    "runner: error: scenarios/s2.yml:5: plan is a list. A section is expected. Write "
    "'name: value' lines beneath it.\n"
)


@pytest.fixture(autouse=True)
def workspace(tmp_path, monkeypatch):
    """A folder with a valid baseline, a valid scenario and one with two errors."""
    (tmp_path / "scenarios").mkdir()
    for name, content in FILES.items():
        (tmp_path / "scenarios" / f"{name}.yml").write_text(content, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments):
    """The exit code, stdout and stderr of a command."""
    result = CliRunner().invoke(main, arguments)
    return result.exit_code, result.stdout, result.stderr


def process(*arguments, **options):
    """The same, in a process of its own."""
    return subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, timeout=60, **options
    )


def test_list_shows_all_scenarios_in_columns():
    assert run("list") == (
        0,
        "id        label       kind    tags      baseline  state\n"
        "baseline  Today       base                        valid\n"
        "s1        Größer [x]  custom  aip, new  baseline  valid\n"
        "s2        Broken      custom            s1        2 errors\n",
        "1 of 3 have errors. See them with: runner validate\n",
    )


def test_list_of_valid_scenarios_says_no_more(workspace):
    (workspace / "scenarios" / "s2.yml").unlink()
    code, stdout, stderr = run("list")
    assert (code, len(stdout.splitlines()), stderr) == (0, 3, "")


def test_list_draws_a_table_on_a_terminal(monkeypatch, capsys):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "dumb")
    tables.print_table(("id", "label"), [("s1", "Größer [x]")])
    assert [line.strip() for line in capsys.readouterr().out.split("\n") if line.strip()] == [
        "id   label",
        "─" * 17,
        "s1   Größer [x]",
    ]


def test_a_table_too_wide_for_the_terminal_loses_nothing(monkeypatch, capsys):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setenv("COLUMNS", "40")
    places = [f"scenarios/templates/{name * 30}.yml:17" for name in "ab"]
    tables.print_table(("one", "other"), [places])
    printed = re.sub(r"\s", "", capsys.readouterr().out)
    assert [printed.count(letter) for letter in "ab"] == [34, 30]
    assert (printed.count("17"), printed.count("…")) == (2, 0)


def test_places_stand_beneath_their_values_where_there_are_two(monkeypatch, capsys):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "dumb")
    header = ("parameter", "s1", "set in", "s2", "set in")
    tables.print_table(header, [("plan.core.rate", "0.1", "s1.yml:3", "0.2", "default")])
    lines = [line.split() for line in capsys.readouterr().out.split("\n") if line.strip()]
    assert [lines[0], *lines[2:]] == [
        ["parameter", "s1", "s2"],
        ["plan.core.rate", "0.1", "0.2"],
        ["s1.yml:3", "default"],
    ]


def test_list_shows_no_control_characters_of_file_names(workspace):
    (workspace / "scenarios" / "a\x1bb.yml").write_text("label: A\n")
    code, stdout, stderr = run("list")
    assert (code, stdout.splitlines()[1][:3]) == (0, "a?b")
    _, _, stderr = run("validate")
    assert "\x1b" not in stderr
    assert "scenarios/a?b.yml: " in stderr


def test_a_file_name_of_two_lines_makes_no_message_of_its_own(workspace):
    (workspace / "scenarios" / "a\nscenarios is fine.yml").write_text("label: A\n")
    _, _, stderr = run("validate")
    [line] = [line for line in stderr.splitlines() if "is fine" in line]
    assert line.startswith("runner: error: scenarios/a?scenarios is fine.yml: ")
    _, _, stderr = run("show", "x")
    assert len(stderr.splitlines()) == 1


def test_show_prints_parameters_that_read_back_the_same(workspace):
    code, stdout, stderr = run("show", "s1")
    (workspace / "shown.yml").write_text(stdout, "utf-8")
    document = read(workspace / "shown.yml")
    assert (code, stderr, document.problems) == (0, "", ())
    shown = Parameters.model_validate(plain(document.root))
    assert shown == Parameters.model_validate({"simulation": {"years": 3}})


def test_show_writes_years_dates_and_amounts_as_files_have_them(workspace):
    parameters = {
        "census": {"as_of": "2025-12-31"},
        "workforce": {"growth_rate": {2026: 0.01, 2028: 0.02}},
        "plan": {"match": {"maximum": 1500, "tiers": []}, "core": {"rate": 0.03}},
    }
    (workspace / "scenarios" / "s1.yml").write_text(
        yaml.safe_dump({"label": "One", "parameters": parameters})
    )
    code, stdout, _ = run("show", "s1")
    shown = yaml.safe_load(stdout.replace("as_of: '2025-12-31'", "as_of: quoted"))
    assert code == 0
    assert shown["census"]["as_of"] == "quoted"
    assert shown["workforce"]["growth_rate"] == {2026: 0.01, 2028: 0.02}
    assert (shown["plan"]["match"]["maximum"], shown["plan"]["core"]["rate"]) == (1500, 0.03)


def test_show_prints_json():
    code, stdout, stderr = run("show", "s1", "--format", "json")
    assert (code, stderr) == (0, "")
    assert json.loads(stdout)["simulation"]["years"] == 3


def test_show_of_a_broken_scenario_says_what_is_wrong():
    assert run("show", "s2") == (2, "", YERS + PLAN)


def test_show_of_an_unknown_scenario_names_the_nearest():
    assert run("show", "basline") == (
        2,
        "",
        "runner: error: there is no scenario 'basline'. Did you mean 'baseline'? Scenarios "
        "here: baseline, s1, s2.\n",
    )


def test_explain_shows_what_differs_from_the_defaults():
    assert run("explain", "s1") == (
        0,
        "parameter         value  default  set in\n"
        "simulation.years  3      5        scenarios/s1.yml:4\n",
        "",
    )


def test_explain_shows_the_chain_of_a_parameter():
    assert run("explain", "s1", "simulation.years") == (
        0,
        "value  set in              marker\n5      default\n3      scenarios/s1.yml:4\n",
        "",
    )


def test_explain_of_defaults_says_so():
    code, stdout, stderr = run("explain", "baseline")
    assert (code, stdout) == (0, "parameter  value  default  set in\n")
    assert stderr == "All parameters of baseline have their defaults.\n"


@pytest.mark.parametrize(("style", "load"), [("json", json.loads), ("yaml", yaml.safe_load)])
def test_explain_and_diff_write_records(style, load):
    code, stdout, stderr = run("explain", "s1", "--format", style)
    source = {"value": 3, "file": "scenarios/s1.yml", "line": 4, "marker": None}
    default = {"value": 5, "file": "default", "line": None, "marker": None}
    assert (code, stderr) == (0, "")
    assert load(stdout) == [{"path": "simulation.years", "default": 5, **source}]
    assert load(run("explain", "s1", "simulation.years", "--format", style)[1]) == [default, source]
    assert load(run("diff", "s1", "--format", style)[1]) == [
        {"path": "simulation.years", "a": source, "b": default}
    ]
    assert load(run("diff", "s1", "s1", "--format", style)[1]) == []


def test_diff_compares_with_the_baseline():
    difference = (
        0,
        "parameter         s1  set in              baseline  set in\n"
        "simulation.years  3   scenarios/s1.yml:4  5         default\n",
        "",
    )
    assert run("diff", "s1") == difference
    assert run("diff", "s1", "baseline") == difference


def test_diff_of_equal_scenarios_says_so(workspace):
    (workspace / "scenarios" / "s3.yml").write_text("label: Three\n")
    code, stdout, stderr = run("diff", "s3")
    assert (code, len(stdout.splitlines())) == (0, 1)
    assert stderr == "s3 and baseline have the same parameters.\n"


def test_diff_without_a_baseline_asks_for_one():
    assert run("diff", "baseline") == (
        2,
        "",
        "runner: error: baseline has no valid baseline. A scenario is compared with another one. "
        "Name it: runner diff baseline OTHER.\n",
    )


@pytest.mark.parametrize("command", ["explain s2", "diff s2", "diff s1 s2"])
def test_a_broken_scenario_is_not_explained(command):
    assert run(*command.split()) == (2, "", YERS + PLAN)


@pytest.mark.parametrize("command", ["explain basline", "diff basline", "diff s1 basline"])
def test_an_unknown_scenario_is_not_explained(command):
    assert run(*command.split()) == (
        2,
        "",
        "runner: error: there is no scenario 'basline'. Did you mean 'baseline'? Scenarios "
        "here: baseline, s1, s2.\n",
    )


def test_explain_of_an_unknown_parameter_names_the_nearest():
    code, stdout, stderr = run("explain", "s1", "simulation.yers")
    assert (code, stdout) == (2, "")
    assert stderr == (
        "runner: error: there is no parameter 'simulation.yers'. Did you mean "
        "'simulation.years'? In simulation there are: start_year, years, seed, replicates. See "
        "all with: runner show ID.\n"
    )


def test_validate_lists_every_problem():
    assert run("validate") == (2, "", YERS + PLAN)


def test_validate_looks_at_the_selection_only():
    assert run("validate", "baseline,tag:aip") == (0, "", "2 scenarios are valid.\n")


def test_validate_counts_one_scenario():
    assert run("validate", "s1") == (0, "", "1 scenario is valid.\n")


def test_validate_prints_problems_as_records():
    code, stdout, stderr = run("validate", "--format", "json")
    assert (code, stderr) == (2, "")
    assert json.loads(stdout) == [
        {
            "file": "scenarios/s2.yml",
            "line": 4,
            "code": "unknown_parameter",
            "path": "simulation.yers",
            "attempted": 3,
            "limit": ["start_year", "years", "seed", "replicates"],
            "adjusted_to": None,
            "message": YERS.removeprefix("runner: error: scenarios/s2.yml:4: ").strip(),
        },
        {
            "file": "scenarios/s2.yml",
            "line": 5,
            "code": "wrong_type",
            "path": "plan",
            "attempted": [],
            "limit": "section",
            "adjusted_to": None,
            "message": PLAN.removeprefix("runner: error: scenarios/s2.yml:5: ").strip(),
        },
    ]


def test_validate_prints_no_records_of_valid_scenarios():
    assert run("validate", "s1", "--format", "json") == (0, "[]\n", "")


def test_validate_of_nothing_is_refused():
    assert run("validate", "x*") == (
        2,
        "",
        "runner: error: there is no scenario 'x*'. Scenarios here: baseline, s1, s2.\n",
    )


@pytest.mark.parametrize("command", ["list", "validate", "show s1"])
def test_another_folder_can_be_named(workspace, command):
    (workspace / "scenarios").rename(workspace / "elsewhere")
    assert run(*command.split()) == (
        2,
        "",
        "runner: error: scenarios: there is no such folder. Scenarios are files in a folder. "
        "Create it, or name another with --scenarios-dir.\n",
    )
    code, _, stderr = run(*command.split(), "--scenarios-dir", "elsewhere")
    assert "no such folder" not in stderr
    assert code in (0, 2)


@dataclass(frozen=True)
class BuildRequest:
    scenarios: str
    scenarios_dir: Path
    output: Path
    seed: int | None
    replicates: int | None
    memory: int | None
    jobs: int | None
    keep: int | None
    detail: str
    detail_exports: bool
    detail_rows: int
    force: bool
    fail_fast: bool
    quiet: bool
    json: bool


@pytest.fixture
def building(monkeypatch):
    """A function that puts another one in the place of the build."""

    def replace(build):
        module = types.ModuleType("runner.build.run")
        module.BuildRequest = BuildRequest
        module.build = build
        monkeypatch.setitem(sys.modules, "runner.build.run", module)

    return replace


def test_build_passes_its_defaults_on(building):
    asked = []
    building(lambda request: asked.append(request) or ExitCode.DONE)
    assert run("build") == (0, "", "")
    assert asked == [
        BuildRequest(
            scenarios="all",
            scenarios_dir=Path("scenarios"),
            output=Path("batch_outputs"),
            seed=None,
            replicates=None,
            memory=None,
            jobs=None,
            keep=None,
            detail="first",
            detail_exports=True,
            detail_rows=100_000,
            force=False,
            fail_fast=False,
            quiet=False,
            json=False,
        )
    ]


def test_build_passes_its_options_on(building):
    asked = []
    building(lambda request: asked.append(request) or ExitCode.DONE)
    options = (
        "--scenarios s1,tag:x --scenarios-dir a --output b --seed 7 --replicates 20 --memory 2GB "
        "--jobs 1 --keep 3 --detail all --no-detail-exports --detail-rows 50 --force --fail-fast "
        "--quiet --json"
    )
    assert run("build", *options.split())[0] == 0
    assert asked == [
        BuildRequest(
            scenarios="s1,tag:x",
            scenarios_dir=Path("a"),
            output=Path("b"),
            seed=7,
            replicates=20,
            memory=2 * 10**9,
            jobs=1,
            keep=3,
            detail="all",
            detail_exports=False,
            detail_rows=50,
            force=True,
            fail_fast=True,
            quiet=True,
            json=True,
        )
    ]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(("7", 7), ("-7", -7), ("1.5", 1.5), ("1e3", 1000.0)),
        *((text, text) for text in ("many", "nan", "e", "", "1_000", "9" * 5_000)),
    ],
    ids=lambda value: str(value)[:8],
)
def test_build_passes_numbers_on_as_a_file_would_say_them(building, text, value):
    asked = []
    building(lambda request: asked.append(request) or ExitCode.DONE)
    assert run("build", "--seed", text, "--replicates", text)[0] == 0
    assert [(type(each), each) for each in (asked[0].seed, asked[0].replicates)] == [
        (type(value), value)
    ] * 2


@pytest.mark.parametrize("code", [ExitCode.DONE, ExitCode.SCENARIO_FAILED])
def test_the_exit_code_of_a_build_is_that_of_the_command(building, code):
    building(lambda _request: code)
    assert run("build") == (code, "", "")


def _raising(error):
    def build(_request):
        raise error

    return build


@pytest.mark.parametrize(
    ("error", "code", "stderr"),
    [
        (RequestError("no."), 2, "runner: error: no.\n"),
        (BuildError("first\nsecond"), 1, "runner: error: first\nrunner: error: second\n"),
        (InvariantError("broken."), 3, "runner: error: broken.\n"),
        (BuildError("a\x1b[31mb"), 1, "runner: error: a?[31mb\n"),
        (ScenarioError([]), 2, ""),
        (KeyboardInterrupt(), 130, "runner: interrupted\n"),
        (
            ZeroDivisionError("x"),
            1,
            "runner: error: this is a defect of runner: ZeroDivisionError: x. Nothing you wrote "
            "should cause it. Set RUNNER_TRACEBACK=1, run again and report what is printed.\n",
        ),
    ],
)
def test_every_error_is_a_message_and_an_exit_code(building, monkeypatch, error, code, stderr):
    # An interrupt ends the process at once, which would be that of the tests.
    monkeypatch.setattr("runner.interrupts.os._exit", sys.exit)
    monkeypatch.setattr("runner.interrupts.atexit._run_exitfuncs", lambda: None)
    building(_raising(error))
    assert run("build") == (code, "", stderr)


def test_a_defect_shows_its_traceback_on_request(building, monkeypatch):
    building(_raising(ZeroDivisionError("x")))
    monkeypatch.setenv("RUNNER_TRACEBACK", "1")
    assert isinstance(CliRunner().invoke(main, ["build"]).exception, ZeroDivisionError)


def test_an_unknown_option_is_a_wrong_request():
    code, stdout, stderr = run("build", "--sed", "1")
    assert (code, stdout) == (2, "")
    assert "No such option '--sed'" in stderr.replace(": --sed", " '--sed'")


def test_the_version_is_printed():
    done = process("-m", "runner", "--version")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("runner ")


def test_the_command_line_imports_nothing_slow():
    names = ", ".join(repr(name) for name in SLOW_MODULES)
    code = f"import sys, runner.cli; print([n for n in ({names},) if n in sys.modules])"
    assert process("-c", code).stdout == "[]\n"


def test_a_reader_that_stops_early_is_no_reason_for_a_traceback():
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as closed:
        done = subprocess.run(
            [sys.executable, "-m", "runner", "show", "s1"],
            stdout=closed,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
        )
    assert done.stderr == ""


def test_text_that_the_terminal_cannot_show_is_escaped(workspace):
    (workspace / "scenarios" / "s1.yml").write_text("label: 5 → 6\n", "utf-8")
    environment = {**os.environ, "PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"}
    done = process("-m", "runner", "list", env=environment)
    assert done.returncode == 0
    assert r"5 \u2192 6" in done.stdout


def test_a_clone_has_everything_beside_the_package():
    for path in ("dbt_project/dbt_project.yml", "macros", "profiles.yml"):
        assert (project.root() / path).exists()
    assert project.dbt_project() == project.root() / "dbt_project"
    assert project.profiles() == project.root()
    assert project.shipped_scenarios() == project.root() / "scenarios"


def test_an_installed_wheel_has_everything_inside_the_package(tmp_path, monkeypatch):
    monkeypatch.setattr(project, "_PACKAGE", tmp_path / "site-packages" / "runner")
    assert project.root() == tmp_path / "site-packages" / "runner" / "_project"
