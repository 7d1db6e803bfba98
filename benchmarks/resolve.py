"""Times the resolving of scenarios: `python -m benchmarks.resolve [--scenarios N]`.

Writes as many scenarios as asked for, each on three templates of which one builds on another,
with markers and values by year; prints the CPU time of reading, merging and validating all of
them, the best of three, with the imports already done.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from runner import project
from runner.parameters.catalogue import Parameters
from runner.scenarios.defaults import default_tree
from runner.scenarios.resolve import resolve_scenarios

RICHER = """\
label: Richer match
extends: [base_config, standard_match]
parameters:
  plan:
    match:
      tiers: {$append: [{up_to: 0.08, rate: 0.25}]}
"""

SCENARIO = """\
label: Scenario {number}
tags: [measured]
extends: [base_config, standard_match, demographics_profiles, richer_match]
baseline: s000
parameters:
  simulation: {{seed: {number}}}
  workforce:
    growth_rate: {{2026: 0.01, 2028: 0.02}}
    termination:
      by_age: {{$patch: {{by: from, items: [{{from: 25, value: 1.2}}]}}}}
  plan:
    automatic_enrollment: {{enabled: true, default_rate: {{2026: 0.03, 2029: 0.05}}}}
    automatic_increase: {{enabled: true, scope: all, step: 0.01, cap: 0.10}}
    vesting:
      match: {{$replace: {{schedule: immediate}}}}
"""


def main() -> None:
    """Measure and print one row."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.resolve", description=__doc__)
    parser.add_argument("--scenarios", type=int, default=100)
    count = parser.parse_args().scenarios
    default_tree(Parameters)
    with tempfile.TemporaryDirectory() as folder:
        directory = Path(folder) / "scenarios"
        write_scenarios(directory, count)
        seconds = min(measure(directory, count) for _ in range(3))
    print(
        f"{count} scenarios resolved in {seconds:.2f} s of CPU, {seconds / count * 1e3:.1f} ms each"
    )


def write_scenarios(directory: Path, count: int) -> None:
    """Write the scenarios and, beside copies of the shipped templates, one that builds on them."""
    templates = directory / "templates"
    templates.mkdir(parents=True)
    for path in (project.shipped_scenarios() / "templates").glob("*.yml"):
        (templates / path.name).write_bytes(path.read_bytes())
    (templates / "richer_match.yml").write_text(RICHER)
    for number in range(count):
        text = SCENARIO.format(number=number)
        text = text.replace("baseline: s000", "kind: base") if number == 0 else text
        (directory / f"s{number:03}.yml").write_text(text)


def measure(directory: Path, count: int) -> float:
    """The CPU seconds of resolving the folder, all of which must be valid."""
    started = time.process_time()
    resolution = resolve_scenarios(directory)
    seconds = time.process_time() - started
    if len(resolution.scenarios) != count:
        raise SystemExit("\n".join(map(str, resolution.problems)))
    return seconds


if __name__ == "__main__":
    main()
