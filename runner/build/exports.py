"""The files of a batch: the comparison, the report, and what is kept of each scenario."""

from __future__ import annotations

import datetime as dt
import shlex
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from runner.build.plan import Plan
from runner.build.summary import BatchSummary
from runner.outputs.comparison import write_comparison
from runner.outputs.detail import write_databases, write_workbooks
from runner.outputs.facts import Assumption, BatchFacts, CensusFact
from runner.outputs.report import write_report
from runner.scenarios.explain import difference
from runner.scenarios.printing import as_file
from runner.scenarios.resolve import ResolvedScenario
from runner.scenarios.text import question

COMPARISON = "comparison_report.xlsx"
REPORT = "report.html"


def export(
    summary: BatchSummary,
    plan: Plan,
    scenarios: Sequence[ResolvedScenario],
    *,
    detail_rows: int | None,
    jobs: int,
) -> None:
    """Write the comparison, the report, each scenario as resolved, its workbooks and its database.

    The workbooks have up to ``detail_rows`` rows of people; None leaves out these and databases.
    ``jobs`` is how many cores are used.

    Raises OutputError when a file cannot be written.
    """
    summary.content["questions"] = {each.scenario_id: question(each.path) for each in scenarios}
    summary.content["assumptions"] = dict(_assumptions(plan, scenarios))
    facts = _facts(summary, plan)
    write_comparison(summary.warehouse, summary.folder / COMPARISON, facts)
    write_report(summary.warehouse, summary.folder / REPORT, facts)
    built = [scenario.scenario_id for scenario in plan.scenarios]
    for scenario in scenarios:
        if scenario.scenario_id in built:
            folder = summary.folder / scenario.scenario_id
            folder.mkdir()
            (folder / "scenario.yml").write_text(as_file(scenario), encoding="utf-8")
    if detail_rows is not None:
        _write_details(summary, built, facts, detail_rows, jobs)


def _write_details(
    summary: BatchSummary, built: Sequence[str], facts: BatchFacts, detail_rows: int, jobs: int
) -> None:
    """Write databases and workbooks beside each other, if there are cores: one is the engine's
    work, one Python's."""
    files = (summary.warehouse, summary.folder, built)
    if jobs == 1:
        write_databases(*files, jobs=jobs)
        write_workbooks(*files, facts, detail_rows=detail_rows, jobs=jobs)
        return
    with ThreadPoolExecutor() as pool:
        databases = pool.submit(write_databases, *files, jobs=jobs)
        write_workbooks(*files, facts, detail_rows=detail_rows, jobs=jobs)
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
        questions=content.get("questions", {}),
        assumptions={
            name: [Assumption(**each) for each in differing]
            for name, differing in content.get("assumptions", {}).items()
        },
    )


def _assumptions(
    plan: Plan, scenarios: Sequence[ResolvedScenario]
) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """In what each scenario differs from the baseline that it is compared with."""
    resolved = {scenario.scenario_id: scenario for scenario in scenarios}
    for each in plan.scenarios:
        if each.baseline_id in resolved and each.scenario_id in resolved:
            answer = difference(resolved[each.baseline_id], resolved[each.scenario_id])
            differing = (
                Assumption(path, before, after, place or f"not in {each.scenario_id}")
                for path, before, _, after, place in answer.rows
            )
            yield each.scenario_id, [vars(each) for each in differing]
