"""Scenarios that fail are found and left out; the others are published."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from itertools import combinations
from pathlib import Path
from types import SimpleNamespace

import pytest

from runner import project
from runner.build import isolation as isolating
from runner.build.isolation import Isolation
from runner.build.pieces import Piece
from runner.build.working import Failure
from runner.errors import BuildError
from tests.build.conftest import SMALL, Built, write

NAMES = "abcdefgh"


def piece_of(names: str) -> Piece:
    return Piece(
        tuple(
            SimpleNamespace(scenario=SimpleNamespace(scenario_id=name), scenario_key=number)
            for number, name in enumerate(names)
        )
    )


def isolate(
    monkeypatch: pytest.MonkeyPatch, fails, *, fail_fast: bool = False
) -> tuple[dict[str, Failure], list[str], list[str]]:
    """Failures, what was gathered and what was tried; ``fails`` gives a piece's failure."""
    tried, gathered = [], []

    def run(_site, piece, _there):
        names = "".join(piece.scenario_ids)
        tried.append(names)
        return [], fails(names)

    monkeypatch.setattr(isolating, "run", run)
    monkeypatch.setattr(Isolation, "_forget", lambda _self, _part: None)

    def gather(self, piece):
        self.has_success = True
        gathered.extend(piece.scenario_ids)

    monkeypatch.setattr(Isolation, "_gather", gather)
    ledger = SimpleNamespace(enter=lambda _runs: None)
    site = SimpleNamespace(stops_at_failure=fail_fast, ledger=ledger)
    isolation = Isolation(site, [], [], has_success=False)
    isolation.run([piece_of(NAMES)])
    return isolation.failures, sorted(gathered), tried


@pytest.mark.parametrize("culprits", [*NAMES, *map("".join, combinations(NAMES[:5], 3)), NAMES])
def test_every_culprit_is_found_and_nobody_else(
    monkeypatch: pytest.MonkeyPatch, culprits: str
) -> None:
    """Each culprit fails in its own way."""

    def fails(names: str) -> Failure | None:
        first = next((name for name in names if name in culprits), None)
        return Failure("int_x", f"fault of {first}", False) if first else None

    failures, gathered, _ = isolate(monkeypatch, fails)
    assert sorted(failures) == sorted(culprits)
    assert gathered == sorted(set(NAMES) - set(culprits))
    assert all(each.message == f"fault of {name}" for name, each in failures.items())


def test_one_culprit_of_eight_takes_seven_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole, then two halves three times."""
    fault = Failure("int_x", "fault", False)
    *_, tried = isolate(monkeypatch, lambda names: fault if "c" in names else None)
    assert len(tried) == 1 + 2 * 3


def test_what_hits_everybody_is_not_divided_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    fault = Failure("int_x", "fault", False)
    failures, gathered, tried = isolate(monkeypatch, lambda _names: fault)
    assert (sorted(failures), gathered) == (list(NAMES), [])
    assert len(tried) == 5  # of 8, 4, 2, 1 and 1


def test_a_test_that_fails_everywhere_is_the_same_whatever_it_counts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _, _, tried = isolate(
        monkeypatch, lambda names: Failure("assert_x", f"Got {len(names)} results", True)
    )
    assert len(tried) == 5


def test_fail_fast_stops_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BuildError, match="model int_x failed: fault"):
        isolate(monkeypatch, lambda _names: Failure("int_x", "fault", False), fail_fast=True)


SEVEN = "cast(case when {column} = 0.07 then 'seven' else '1' end as integer) = 1"
EIGHT = """
select scenarios.scenario_id
from {{ source('inputs', 'plan_years') }} as parameters
inner join {{ ref('stg_scenarios') }} as scenarios
    on parameters.scenario_key = scenarios.scenario_key
where parameters.plan_core_rate = 0.08
"""


def scenario(core: float) -> str:
    return f"label: Core {core}\nparameters: {{{SMALL}, plan: {{core: {{rate: {core}}}}}}}\n"


@pytest.fixture(scope="module")
def broken_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project whose SQL fails for a core of 7 %, and a test for one of 8 %."""
    root = tmp_path_factory.mktemp("project")
    for name in ("runner", "dbt_project", "macros", "tests/dbt"):
        ignored = shutil.ignore_patterns("__pycache__", "target", "logs")
        shutil.copytree(project.root() / name, root / name, ignore=ignored)
    shutil.copy(project.root() / "profiles.yml", root)
    model = root / "dbt_project" / "models" / "staging" / "stg_plan_years.sql"
    text = model.read_text()
    ending = "\n)\n\nselect * from provisions"
    assert ending in text
    condition = SEVEN.format(column="parameters.plan_core_rate")
    model.write_text(text.replace(ending, f"\n    where {condition}\n{ending}"))
    (root / "tests" / "dbt" / "assert_no_core_of_eight.sql").write_text(EIGHT)
    return root


@pytest.fixture(scope="module")
def isolated(broken_project: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    scenarios = {
        "baseline": f"label: Today\nkind: base\nparameters: {{{SMALL}}}\n",
        "five": scenario(0.05),
        "seven": scenario(0.07),
        "eight": scenario(0.08),
    }
    folder = write(tmp_path_factory.mktemp("isolated"), scenarios)
    done = subprocess.run(
        [sys.executable, "-m", "runner", "build", "--no-detail-exports"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(broken_project)},
        capture_output=True,
        text=True,
        timeout=600,
    )
    return Built(folder, done.returncode, done.stdout, done.stderr)


def test_the_others_are_published(isolated: Built) -> None:
    assert isolated.exit_code == 3
    assert isolated.query("select scenario_id from dim_scenarios order by all") == [
        ("baseline",),
        ("five",),
    ]
    [(delta,)] = isolated.query(
        "select delta from fct_scenario_deltas where period = 'all' and metric = 'employer_core'"
    )
    assert delta > 0
    assert "Traceback" not in isolated.stderr


def test_a_failure_says_who_where_what_and_how_it_differs(isolated: Built) -> None:
    lines = isolated.stderr.splitlines()
    [seven] = [each for each in lines if each.startswith("runner: error: seven: ")]
    assert "stg_plan_years failed" in seven and "Could not convert string 'seven'" in seven
    [eight] = [each for each in lines if each.startswith("runner: error: eight: ")]
    assert "assert_no_core_of_eight breaks a rule that always holds" in eight
    assert "runner: error: seven differs from its baseline in plan.core.rate: " in isolated.stderr
    states = {name: each["status"] for name, each in isolated.summary["scenarios"].items()}
    assert states == {
        "baseline": "completed",
        "five": "completed",
        "seven": "failed",
        "eight": "failed",
    }
    record = isolated.summary["scenarios"]["seven"]
    assert record["model"] == "stg_plan_years"
    assert "'seven'" in record["error"]
    [difference] = record["differs_from_baseline"]
    assert difference.startswith("plan.core.rate: ") and difference.endswith("0.07")


def test_status_remembers_the_failure(isolated: Built, broken_project: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "runner", "status", "--why"],
        cwd=isolated.folder,
        env={**os.environ, "PYTHONPATH": str(broken_project)},
        capture_output=True,
        text=True,
        check=True,
    )
    [line] = [each for each in done.stdout.splitlines() if each.startswith("seven")]
    assert line.split()[1] == "failed"
    assert "stg_plan_years" in line
