"""`runner compare` prints how two built scenarios differ, as the marts define it."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from statistics import mean, stdev

import pytest

from tests.build.conftest import SMALL, Built, run, write

RICHER = "plan: {match: {tiers: [{up_to: 0.06, rate: 1.0}]}}"
AUTOMATIC = "plan: {automatic_enrollment: {enabled: true, scope: all_eligible}}"
COSTS = """
select scenario_id, replicate, sum(employer_cost)
from fct_plan_years where plan_year in ({years}) group by 1, 2
"""
T_OF_TWO = 4.302653
"""The 97.5 % quantile of Student's t with two degrees of freedom, as tables print it."""


def compare(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "runner", "compare", *options],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.fixture(scope="module")
def replicated(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Three replicates; one scenario is about another company, one about fewer years."""
    texts = {
        "baseline": f"label: Today\nkind: base\nparameters: {{{SMALL}}}\n",
        "richer": f"label: Richer\nparameters: {{{SMALL}, {RICHER}}}\n",
        "automatic": f"label: All\nparameters: {{{SMALL}, {AUTOMATIC}}}\n",
        "others": "label: Others\nparameters: {simulation: {years: 3, seed: 7}, "
        "census: {sample_size: 300}}\n",
        "short": "label: Short\nparameters: {simulation: {years: 2}, census: {sample_size: 300}}\n",
        "later": "label: Later\nparameters: {simulation: {years: 2, start_year: 2040}, "
        "census: {sample_size: 300}}\n",
    }
    built = run(write(tmp_path_factory.mktemp("replicated"), texts), "--replicates", "3")
    assert built.exit_code == 0, built.stderr
    return built


def records(built: Built, *options: str) -> list[dict]:
    done = compare(built.folder, *options, "--format", "json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_differences_from_the_baseline_are_those_of_the_mart(replicated: Built) -> None:
    found = records(replicated, "richer", "--metric", "all", "--years", "all")

    names = ", ".join(found[0])
    mart = replicated.query(
        f"select {names} from fct_scenario_deltas where scenario_id = 'richer' "
        "order by metric, plan_year"
    )
    assert len(found) == 17 * 4
    assert [tuple(row.values()) for row in found] == mart


@pytest.mark.parametrize(("years", "covered"), [("2027", "2027"), (None, "2026, 2027, 2028")])
def test_any_two_scenarios_are_paired_replicate_by_replicate(
    replicated: Built, years: str | None, covered: str
) -> None:
    options = ["--years", years] if years else []
    *_, found = records(replicated, "richer", "automatic", "--metric", "employer_cost", *options)

    costs = {row[:2]: float(row[2]) for row in replicated.query(COSTS.format(years=covered))}
    deltas = [costs["richer", number] - costs["automatic", number] for number in range(3)]
    error = stdev(deltas) / 3**0.5
    assert (found["scenario_id"], found["baseline_id"]) == ("richer", "automatic")
    assert found["replicates"] == 3
    assert found["delta"] == pytest.approx(mean(deltas), abs=1e-5)
    assert found["standard_error"] == pytest.approx(error, abs=1e-5)
    assert found["ci_high"] == pytest.approx(mean(deltas) + T_OF_TWO * error, abs=0.01)
    assert found["share_positive"] == sum(delta > 0 for delta in deltas) / 3


def test_a_difference_is_turned_round_with_its_scenarios(replicated: Built) -> None:
    there = records(replicated, "richer", "automatic", "--metric", "all")
    back = records(replicated, "automatic", "richer", "--metric", "all")

    assert any(row["delta"] for row in there)
    assert [row["delta"] for row in there] == [-row["delta"] for row in back]
    assert [row["value"] for row in there] == [row["baseline_value"] for row in back]


def test_a_scenario_does_not_differ_from_itself(replicated: Built) -> None:
    found = records(replicated, "richer", "richer", "--metric", "all")

    assert len(found) == 17 * 2
    assert {row["delta"] for row in found} == {0}


def test_other_people_are_compared_without_an_interval(replicated: Built) -> None:
    done = compare(replicated.folder, "others", "baseline", "--metric", "employer_cost")

    assert "the differences are between two companies" in " ".join(done.stderr.split())
    assert all(row["standard_error"] is None for row in records(replicated, "others", "baseline"))
    # The last columns are the interval and the share of replicates.
    assert {line.split()[-2] for line in done.stdout.splitlines()[1:]} == {"-"}


def test_only_common_years_are_compared(replicated: Built) -> None:
    found = records(replicated, "short", "baseline", "--metric", "headcount")

    assert [row["period"] for row in found] == ["2027"]
    assert "the common ones are compared" in compare(replicated.folder, "short", "baseline").stderr


def test_the_table_has_the_last_year_and_the_horizon(built: Built) -> None:
    done = compare(built.folder, "richer", "--metric", "employer_cost,participation_rate")

    def row(metric: str, period: str) -> str:
        [(before, after, delta, percent)] = built.query(
            "select baseline_value, value, delta, delta_percent from fct_scenario_deltas "
            f"where scenario_id = 'richer' and metric = '{metric}' and period = '{period}'"
        )
        if metric == "participation_rate":
            return f"{before:.2%} {after:.2%} {100 * delta:+.2f} pp {percent:+.1%}"
        return f"{before:,.0f} {after:,.0f} {delta:+,.0f} {percent:+.1%}"

    header, *lines = (" ".join(line.split()) for line in done.stdout.splitlines())
    assert header == "metric period baseline richer difference percent"
    assert lines[:2] == [
        f"employer_cost 2028 {row('employer_cost', '2028')}",
        f"employer_cost 2026-2028 {row('employer_cost', 'all')}",
    ]
    # A plan-only change of the match leaves participation as it is: no sign before a zero.
    [(rate,)] = built.query(
        "select participation_rate from fct_plan_years "
        "where scenario_id = 'baseline' and plan_year = 2028"
    )
    assert lines[2] == f"participation_rate 2028 {rate:.2%} {rate:.2%} 0.00 pp 0.0%"
    assert "One replicate" in done.stderr


def test_csv_has_the_columns_of_the_mart(built: Built) -> None:
    done = compare(built.folder, "richer", "same", "--format", "csv", "--metric", "headcount")

    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    described = built.query("describe fct_scenario_deltas")
    assert list(rows[0]) == [name for name, *_ in described]
    assert [(row["period"], row["delta"]) for row in rows] == [("2028", "0.0"), ("all", "0.0")]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["richr"], "there is no built scenario 'richr'. Did you mean 'richer'? Built: baseline"),
        (["richer", "typo"], "there is no built scenario 'typo'."),
        (["baseline"], "baseline was built without a baseline."),
        (["richer", "--metric", "cost"], "there is no metric 'cost'."),
        (["richer", "--metric", ","], "there is no metric ''."),
        (["richer", "--metric", "headcont"], "Did you mean 'headcount'?"),
        (["richer", "--years", "2035"], "These are 2026 to 2028."),
        (["richer", "--years", "2028-2026"], "--years '2028-2026' is not among the years"),
        (["richer", "--years", "last"], "Write e.g. 2028, 2026-2028 or all."),
    ],
)
def test_what_cannot_be_compared_is_refused(built: Built, options: list[str], said: str) -> None:
    done = compare(built.folder, *options)

    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_scenarios_without_a_common_year_are_not_compared(replicated: Built) -> None:
    done = compare(replicated.folder, "later", "baseline")

    assert (done.returncode, done.stdout) == (2, "")
    assert "later and baseline have no year in common." in done.stderr


@pytest.mark.parametrize(
    ("words", "expected"),
    [("runner compare r", ["richer"]), ("runner diff ty", ["typo"]), ("runner compare ty", [])],
)
def test_the_shell_completes_ids(built: Built, words: str, expected: list[str]) -> None:
    asked = {
        "_RUNNER_COMPLETE": "bash_complete",
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(words.split()) - 1),
    }
    done = subprocess.run(
        [sys.executable, "-c", "from runner.cli import main; main(prog_name='runner')"],
        cwd=built.folder,
        env={**os.environ, **asked},
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert done.stdout.split() == [f"plain,{name}" for name in expected]
