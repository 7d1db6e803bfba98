"""What a batch did: run_summary.json and the table that ends a build."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb

from runner.build.dbt import Node
from runner.errors import Problem
from runner.outputs.nondiscrimination import CHECKS, warnings
from runner.warehouse.manifest import BATCHES
from runner.warehouse.named_groups import unknown_names
from runner.warehouse.publish import WAREHOUSE

PACKAGES = ("runner", "duckdb", "dbt-core", "dbt-duckdb")

COMPARISON = """
select
    summary.scenario_id,
    summary.last_year_participants,
    summary.last_year_participation_rate,
    summary.last_year_average_deferral_rate,
    summary.horizon_employer_cost,
    summary.horizon_employer_cost_rate,
    cost.delta as cost_delta,
    cost.standard_error as cost_error,
    net.delta as net_delta,
    net.standard_error as net_error
from fct_scenario_summary as summary
left join fct_scenario_deltas as cost
    on
        summary.scenario_id = cost.scenario_id
        and cost.period = 'all'
        and cost.metric = 'employer_cost'
left join fct_scenario_deltas as net
    on
        summary.scenario_id = net.scenario_id
        and net.period = 'all'
        and net.metric = 'net_employer_cost'
order by cost.delta is not null, cost.delta desc, net.delta desc, summary.scenario_id
"""


WIDE = 118
COLUMNS = (
    "scenario",
    "participants",
    "participation",
    "deferral",
    "cost",
    "of pay",
    "difference",
    "net difference",
)
WIDE_ONLY = ("participants", "deferral", "of pay", "net difference")
NOTE = (
    "Participants, participation and deferral: last year. Cost: match and core, all years; net "
    "of forfeitures. Differences: from the scenario's baseline."
)


@dataclass(frozen=True)
class BatchSummary:
    """A batch: its folder, the warehouse, and what run_summary.json says."""

    folder: Path
    warehouse: Path
    content: dict[str, Any]

    def write(self, seconds: Mapping[str, float]) -> None:
        """Write run_summary.json, with the stages' times as they are by now."""
        self.content["seconds"] = dict(seconds)
        path = self.folder / "run_summary.json"
        path.write_text(json.dumps(self.content, indent=2) + "\n", encoding="utf-8")


def summarise(
    folder: Path,
    warehouse: Path,
    published: Path,
    started: dt.datetime,
    failed: Mapping[str, Mapping[str, Any]],
    nodes: Sequence[Node],
    seconds: Mapping[str, float],
    kept: Collection[str] = (),
) -> BatchSummary:
    """Gather what happened to each scenario.

    ``folder`` and ``warehouse`` are where they are now, ``published`` is where the warehouse is
    to be; ``kept`` are the scenarios whose results were there already.
    """
    content = {
        "batch_id": folder.name,
        "started_at": started.isoformat(timespec="seconds"),
        "status": "failed scenarios" if failed else "completed",
        "command": sys.argv[1:],
        "versions": {name: version(name) for name in PACKAGES},
        "seconds": dict(seconds),
        "sql_seconds": round(sum(node.seconds for node in nodes), 3),
        "slowest": [
            {"name": node.name, "kind": node.kind, "seconds": round(node.seconds, 3)}
            for node in sorted(nodes, key=lambda node: -node.seconds)[:15]
        ],
        "warehouse": str(published),
        "warnings": _warnings(warehouse),
        "scenarios": _completed(warehouse, kept) | dict(failed),
    }
    return BatchSummary(folder, warehouse, content)


def failures(
    invalid: Mapping[str, Sequence[Problem]],
    failed: Mapping[str, str],
    broken: Mapping[str, Mapping[str, Any]],
) -> dict[str, dict[str, Any]]:
    """Scenarios without results: the invalid ones with a record of each problem.

    ``failed`` have a message each, ``broken`` what is on record of a failure in SQL.
    """
    wrong: dict[str, dict[str, Any]] = {
        name: {
            "status": "failed",
            "error": "\n".join(map(str, problems)),
            "problems": [problem.record() for problem in problems],
        }
        for name, problems in invalid.items()
    }
    wrong |= {name: {"status": "failed", "error": error} for name, error in failed.items()}
    return wrong | {name: {"status": "failed", **record} for name, record in broken.items()}


def new_batch_id(output: Path, started: dt.datetime, known: Collection[str]) -> str:
    """The name of a batch and its folder, also if two start within a second."""
    suffixes = ("", *(f"_{number}" for number in range(2, 1000)))
    names = (f"{started:%Y%m%dT%H%M%S}_batch_run{suffix}" for suffix in suffixes)
    return next(name for name in names if name not in known and not (output / name).exists())


def last_summary(output: Path, built: Mapping[str, str]) -> BatchSummary | None:
    """The summary of the last batch with these results, if its folder is there.

    ``built`` has the fingerprint of each scenario that has results.
    """
    for path in sorted(output.glob(f"{BATCHES}/run_summary.json"), reverse=True):
        content = _read(path)
        states = content.get("scenarios", {}).items()
        if built == {name: s["fingerprint"] for name, s in states if "fingerprint" in s}:
            return BatchSummary(path.parent, output / WAREHOUSE, content)
    return None


def _read(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _completed(warehouse: Path, kept: Collection[str]) -> dict[str, dict[str, Any]]:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        rows = connection.execute(
            """
            select
                scenario_id, scenarios.fingerprint, scenarios.workforce_id, scenarios.seed,
                scenarios.replicates, count(*)
            from dim_scenarios as scenarios
            inner join fct_contributions using (scenario_id)
            group by all
            order by all
            """
        ).fetchall()
    names = ("fingerprint", "workforce_id", "seed", "replicates", "person_years")
    return {
        name: {
            "status": "completed",
            "simulated": name not in kept,
            **dict(zip(names, values, strict=True)),
        }
        for name, *values in rows
    }


def _warnings(warehouse: Path) -> list[str]:
    """What the checks of the designs found, and names that nobody bears."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        cursor = connection.execute(CHECKS)
        names = [column[0] for column in cursor.description or []]
        found = warnings([dict(zip(names, row, strict=True)) for row in cursor.fetchall()])
        return found + unknown_names(connection)


def print_comparison(summary: BatchSummary) -> None:
    """Print a row per scenario and where the results are: to stdout, as a table."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    console = Console(width=None if sys.stdout.isatty() else WIDE)
    shown = [name for name in COLUMNS if console.width >= WIDE or name not in WIDE_ONLY]
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in shown:
        table.add_column(name, justify="left" if name == "scenario" else "right", no_wrap=True)
    with duckdb.connect(str(summary.warehouse), read_only=True) as connection:
        for values in connection.execute(COMPARISON).fetchall():
            cells = dict(zip(COLUMNS, _cells(*values), strict=True))
            table.add_row(*(cells[name] for name in shown))
    console.print(table)
    console.print(NOTE, highlight=False)
    for label, path in (
        ("comparison", summary.folder / "comparison_report.xlsx"),
        ("report", summary.folder / "report.html"),
        ("summary", summary.folder / "run_summary.json"),
        ("database", summary.warehouse),
    ):
        console.print(f"{label:<11} {path}", highlight=False, soft_wrap=True)


def _cells(scenario_id: str, *values: float | None) -> tuple[str, ...]:
    """A row of the query as text, in the order of the columns."""
    participants, participation, deferral, cost, rate, *differences = values
    return (
        scenario_id,
        f"{participants:,.0f}",
        _percent(participation),
        _percent(deferral),
        f"{cost:,.0f}",
        _percent(rate, 2),
        _difference(*differences[:2]),
        _difference(*differences[2:]),
    )


def _difference(delta: float | None, standard_error: float | None) -> str:
    if delta is None:
        return ""
    return f"{delta:+,.0f}" + ("" if standard_error is None else f" ± {standard_error:,.0f}")


def _percent(value: float | None, digits: int = 1) -> str:
    return "-" if value is None else f"{value:.{digits}%}"
