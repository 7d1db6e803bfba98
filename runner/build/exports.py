"""The files of a batch: the comparison, and what is kept of each scenario."""

from __future__ import annotations

import datetime as dt
import shlex
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from runner.build import machine
from runner.build.plan import Plan
from runner.build.summary import BatchSummary
from runner.outputs.comparison import write_comparison
from runner.outputs.detail import write_databases, write_workbooks
from runner.outputs.facts import BatchFacts, CensusFact
from runner.scenarios.printing import as_file
from runner.scenarios.resolve import ResolvedScenario

COMPARISON = "comparison_report.xlsx"


def export(
    summary: BatchSummary,
    plan: Plan,
    scenarios: Sequence[ResolvedScenario],
    *,
    detail_rows: int | None,
) -> None:
    """Write the comparison, each scenario as resolved, its workbooks and its database.

    The workbooks have up to ``detail_rows`` rows of people; None leaves out these and databases.

    Raises OutputError when a file cannot be written.
    """
    facts = _facts(summary, plan)
    write_comparison(summary.warehouse, summary.folder / COMPARISON, facts)
    built = [scenario.scenario_id for scenario in plan.scenarios]
    for scenario in scenarios:
        if scenario.scenario_id in built:
            folder = summary.folder / scenario.scenario_id
            folder.mkdir()
            (folder / "scenario.yml").write_text(as_file(scenario), encoding="utf-8")
    if detail_rows is not None:
        _write_details(summary, built, facts, detail_rows)


def _write_details(
    summary: BatchSummary, built: Sequence[str], facts: BatchFacts, detail_rows: int
) -> None:
    """Write databases and workbooks beside each other: one is the engine's work, one Python's."""
    options = {"detail_rows": detail_rows, "jobs": machine.threads()}
    files = (summary.warehouse, summary.folder, built)
    with ThreadPoolExecutor() as pool:
        databases = pool.submit(write_databases, *files)
        write_workbooks(*files, facts, **options)
        databases.result()


def _facts(summary: BatchSummary, plan: Plan) -> BatchFacts:
    censuses = {
        identity: CensusFact(source.path, source.as_of)
        for identity, source in plan.censuses.items()
    }
    return facts_of(summary.content, censuses)


def facts_of(content: Mapping[str, Any], censuses: Mapping[str, CensusFact]) -> BatchFacts:
    """What outputs tell of a batch, from the content of its run_summary.json."""
    return BatchFacts(
        batch_id=content["batch_id"],
        started_at=dt.datetime.fromisoformat(content["started_at"]),
        command=shlex.join(["runner", *content["command"]]),
        seconds=sum(content["seconds"].values()),
        versions=content["versions"],
        failed=tuple(
            (name, each["error"])
            for name, each in content["scenarios"].items()
            if each["status"] == "failed"
        ),
        censuses=censuses,
    )
