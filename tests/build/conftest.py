"""A workspace with small scenarios, and builds of it: each in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

SMALL = "simulation: {years: 3}, census: {sample_size: 300}"

SCENARIOS = {
    "baseline": f"label: Today\nkind: base\nparameters: {{{SMALL}}}\n",
    "same": f"label: The same\nparameters: {{{SMALL}}}\n",
    "richer": (
        f"label: '=2+3'\ntags: [match]\nparameters: {{{SMALL}, "
        "plan: {safe_harbor: true, match: {tiers: [{up_to: 0.06, rate: 1.0}]}, "
        "vesting: {match: {schedule: cliff, cliff_years: 2}}}}\n"
    ),
}


MARTS = (
    "fct_plan_years",
    "fct_nondiscrimination",
    "fct_design_checks",
    "fct_workforce_snapshot",
    "fct_contributions",
    "fct_yearly_events",
    "fct_scenario_summary",
    "fct_scenario_trends",
    "fct_scenario_deltas",
    "fct_gainers_losers",
    "fct_cost_attribution",
    "fct_census_issues",
    "fct_census_left_out",
)
DATED = "dim_scenarios"
"""It says when a scenario was simulated: equal but for that."""


@dataclass(frozen=True)
class Built:
    """A finished process: exit code, what it printed, and the workspace."""

    folder: Path
    exit_code: int
    stdout: str
    stderr: str

    @property
    def outputs(self) -> Path:
        return self.folder / "batch_outputs"

    @property
    def batch(self) -> Path:
        return sorted(self.outputs.glob("*_batch_run"))[-1]

    @property
    def summary(self) -> dict:
        return json.loads((self.batch / "run_summary.json").read_text())

    def query(self, sql: str) -> list[tuple]:
        with duckdb.connect(str(self.outputs / "warehouse.duckdb"), read_only=True) as connection:
            return connection.execute(sql).fetchall()


def unlike(one: Path, two: Path) -> list[str]:
    """The marts in which two warehouses differ; both must have rows in those about scenarios."""
    found = []
    with duckdb.connect() as connection:
        for name, path in (("one", one), ("two", two)):
            connection.execute(f"attach '{path}' as {name} (read_only)")
        for mart in (*MARTS, DATED):
            rest = "exclude (built_at)" if mart == DATED else ""
            for a, b in (("one", "two"), ("two", "one")):
                sql = f"select * {rest} from {a}.main.{mart} except all select * {rest} from {b}"
                if connection.execute(f"{sql}.main.{mart}").fetchall():
                    found.append(mart)
            if "census" not in mart:
                assert connection.execute(f"from one.main.{mart} limit 1").fetchall(), mart
    return sorted(set(found))


def write(folder: Path, scenarios: dict[str, str]) -> Path:
    (folder / "scenarios").mkdir(parents=True, exist_ok=True)
    for name, text in scenarios.items():
        (folder / "scenarios" / f"{name}.yml").write_text(text)
    return folder


def run(folder: Path, *options: str) -> Built:
    done = subprocess.run(
        [sys.executable, "-m", "runner", "build", *options],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=300,
    )
    return Built(folder, done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The small scenarios beside one with a typo and one whose census is missing."""
    typo = "label: Typo\nparameters:\n  plan:\n    match:\n      teirs: []\n"
    absent = "label: Absent\nparameters:\n  census: {path: nowhere.csv}\n"
    folder = write(tmp_path_factory.mktemp("built"), {**SCENARIOS, "typo": typo, "absent": absent})
    return run(folder)
