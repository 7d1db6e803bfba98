"""Times whole builds: `python -m benchmarks [--people N] [--scenarios S] [--years Y]`,
`[--replicates R] [--memory M]`.

Each case runs `runner build` in a process of its own, on a census written for it, and prints a
row: wall time, CPU time, peak memory, simulated person-years, their number per second of the
whole and of the year loops alone, and the share of the time spent outside SQL. Compare ratios
of one run: machines differ and are noisy.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import duckdb

CASES = ((10_000, 3, 5), (100_000, 8, 10), (200_000, 8, 10))
LOOPS = ("int_position_years", "int_elections")

CENSUS = """
copy (
    select
        'B' || i as employee_id,
        date '1960-01-01' + cast(i * 7919 % 15000 as integer) as birth_date,
        date '2025-12-31' - cast(i * 104729 % 9000 as integer) as hire_date,
        30000 + i * 1299709 % 120000 as annual_pay,
        'D' || i % 8 as department,
        'L' || i % 5 as location,
        1 + i % 5 as job_level,
        case when i % 4 = 0 then 0 else 0.02 + (i % 9) * 0.01 end as deferral_rate
    from range($people) as people(i)
    where date '1960-01-01' + cast(i * 7919 % 15000 as integer) + 6600
        < date '2025-12-31' - cast(i * 104729 % 9000 as integer)
) to '{target}' (format parquet)
"""

DESIGNS = (
    "{}",
    "{automatic_increase: {enabled: true, scope: new_hires}}",
    "{automatic_increase: {enabled: true, scope: all}}",
    "{automatic_enrollment: {enabled: true}}",
    "{automatic_enrollment: {enabled: true, scope: all_eligible}}",
    "{match: {tiers: [{up_to: 0.03, rate: 1.0}, {up_to: 0.05, rate: 0.5}]}}",
    "{match: {tiers: [{up_to: 0.12, rate: 0.25}]}}",
    "{core: {rate: 0.02}}",
)


@dataclass(frozen=True)
class Measured:
    """One build: seconds, bytes and what run_summary.json says of it."""

    wall: float
    cpu: float
    memory: int
    summary: dict

    @property
    def person_years(self) -> int:
        return sum(s["person_years"] for s in self.summary["scenarios"].values())

    @property
    def loops(self) -> float:
        return sum(n["seconds"] for n in self.summary["slowest"] if n["name"] in LOOPS)


def main() -> None:
    """Run the cases asked for, by default all."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--people", type=int)
    parser.add_argument("--scenarios", type=int, default=8)
    parser.add_argument("--years", type=int, default=10)
    parser.add_argument("--replicates", type=int, default=1)
    parser.add_argument("--memory", help="what the database may fill, such as 4GB")
    asked = parser.parse_args()
    cases = ((asked.people, asked.scenarios, asked.years),) if asked.people else CASES
    print(
        f"{'people':>9} {'scen.':>5} {'years':>5} {'wall s':>8} {'CPU s':>8} {'peak MB':>8} "
        f"{'person-years':>13} {'a second':>10} {'in loops':>11} {'not SQL':>8}"
    )
    for people, scenarios, years in cases:
        with tempfile.TemporaryDirectory() as folder:
            write_workspace(Path(folder), people, scenarios, years, asked.replicates)
            limit = ("--memory", asked.memory) if asked.memory else ()
            show(people, scenarios, years, measure(Path(folder), *limit))


def write_workspace(folder: Path, people: int, scenarios: int, years: int, replicates: int) -> None:
    """Write a census of about so many people and scenarios that share one workforce."""
    target = str(folder / "census.parquet").replace("'", "''")
    # A few of the people generated were hired too young and are left out.
    duckdb.execute(CENSUS.format(target=target), {"people": round(people * 1.09)})
    (folder / "scenarios").mkdir()
    for number in range(scenarios):
        (folder / "scenarios" / f"s{number:02}.yml").write_text(
            f"label: Scenario {number}\n"
            + ("kind: base\n" if number == 0 else "baseline: s00\n")
            + "parameters:\n"
            + f"  simulation: {{years: {years}, replicates: {replicates}}}\n"
            + "  census: {path: census.parquet}\n"
            + f"  plan: {DESIGNS[number % len(DESIGNS)]}\n"
        )


def measure(folder: Path, *options: str) -> Measured:
    """Run one build and take the operating system's account of it."""
    command = [sys.executable, "-m", "runner", "build", "--quiet", "--no-detail-exports", *options]
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder)
    # Of this process alone: what is asked of all children is the most that any of them took.
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    if code := os.waitstatus_to_exitcode(status):
        raise subprocess.CalledProcessError(code, command)
    [path] = folder.glob("batch_outputs/*_batch_run/run_summary.json")
    cpu = used.ru_utime + used.ru_stime
    return Measured(wall, cpu, used.ru_maxrss * 1024, json.loads(path.read_text()))


def show(people: int, scenarios: int, years: int, measured: Measured) -> None:
    """Print a case's row."""
    rate = measured.person_years / measured.wall
    loops = measured.person_years / measured.loops
    outside = 1 - measured.summary["sql_seconds"] / measured.wall
    print(
        f"{people:>9,} {scenarios:>5} {years:>5} {measured.wall:>8.1f} {measured.cpu:>8.1f} "
        f"{measured.memory / 1e6:>8,.0f} {measured.person_years:>13,} {rate:>10,.0f} "
        f"{loops:>11,.0f} {outside:>8.0%}"
    )


if __name__ == "__main__":
    main()
