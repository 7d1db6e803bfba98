"""The files of a batch: the comparison, and what is kept of each scenario."""

from __future__ import annotations

import datetime as dt
import shlex
from collections.abc import Sequence

from runner.build import machine
from runner.build.plan import Plan
from runner.build.summary import BatchSummary
from runner.outputs.comparison import write_comparison
from runner.outputs.detail import write_databases, write_workbooks
from runner.outputs.facts import BatchFacts, CensusFact
from runner.scenarios.printing import as_file
from runner.scenarios.resolve import ResolvedScenario


def export(
    summary: BatchSummary, plan: Plan, scenarios: Sequence[ResolvedScenario], *, detail: bool
) -> None:
    """Write the comparison, each scenario as resolved and, with detail, its workbooks and database.

    Raises OutputError when a file cannot be written.
    """
    facts = _facts(summary, plan)
    write_comparison(summary.warehouse, summary.folder / "comparison_report.xlsx", facts)
    built = [scenario.scenario_id for scenario in plan.scenarios]
    for scenario in scenarios:
        if scenario.scenario_id in built:
            folder = summary.folder / scenario.scenario_id
            folder.mkdir()
            (folder / "scenario.yml").write_text(as_file(scenario), encoding="utf-8")
    if detail:
        jobs = machine.threads()
        write_databases(summary.warehouse, summary.folder, built)
        write_workbooks(summary.warehouse, summary.folder, built, facts, jobs=jobs)


def _facts(summary: BatchSummary, plan: Plan) -> BatchFacts:
    content = summary.content
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
        censuses={
            identity: CensusFact(source.path, source.as_of)
            for identity, source in plan.censuses.items()
        },
    )
