"""The sections of the page, from the summary to where the numbers come from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from runner.outputs.facts import Assumption, BatchFacts, CensusFact
from runner.outputs.report import details, figures, numbers, wording
from runner.outputs.report.results import Results, Row
from runner.outputs.report.tables import Cell, Column, Figure, Table, table_of

TESTS = {
    "adp": "ADP (deferrals)",
    "acp": "ACP (match)",
    "top_heavy": "Top-heavy",
    "coverage": "Coverage",
}
READING = {
    "Difference": "Scenario minus baseline. The same people with the same chance events live in "
    "both, so that what differs is the scenario's doing. Rates differ in percentage points.",
    "Employer cost": "Match and core contributions. Net of forfeitures: less what leavers lose "
    "because it was not vested, as far as it reduces what the employer pays.",
    "Participation": "Those who defer part of their pay, as a share of those eligible on "
    "31 December.",
    "95% interval": "With replicates: where the mean difference lies with a certainty of 95%, by "
    "Student's t over the replicates. If zero is in it, there may be no difference. It tells "
    "the chance in who leaves and what people elect, not whether the assumptions hold.",
    "First replicate": "Where single people are counted, they are those of the first replicate.",
    "SQL": "Below each table is the query that gives its numbers. Ask it of warehouse.duckdb, of "
    "the same build, with any client of DuckDB.",
}


@dataclass(frozen=True)
class Block:
    """One scenario: what it asks, the answer, its figures and what is different in it.

    Without ``assumptions`` nothing is, unless that is not known.
    """

    scenario: Row
    question: str
    answer: str
    key_figures: Table
    figures: Sequence[Figure]
    assumptions: Table | None
    assumes_the_same: bool


@dataclass(frozen=True)
class Page:
    """All that the page tells."""

    results: Results
    facts: BatchFacts
    blocks: Sequence[Block]
    differences: Sequence[Figure]
    over_time: Sequence[Figure]
    deferral_rates: Figure | None
    tests: Table
    findings: Sequence[str]
    provenance: Mapping[str, str]
    scenarios: Table
    title: str
    lead: str
    certainty: str
    projected: str
    reading: Mapping[str, str]
    shown: int = figures.SHOWN

    @cached_property
    def figures(self) -> list[Figure]:
        """All figures, in the order of the page."""
        rates = [self.deferral_rates] if self.deferral_rates else []
        inside = [figure for block in self.blocks for figure in block.figures]
        return [*self.differences, *self.over_time, *rates, *inside]


def sections(results: Results, facts: BatchFacts) -> Page:
    """What the page tells of a batch."""
    return Page(
        results=results,
        facts=facts,
        blocks=[_block(results, row, facts) for row in results.scenarios],
        differences=list(figures.differences(results)),
        over_time=list(figures.over_time(results)),
        deferral_rates=figures.deferral_rates(results) if results["deferral_rates"].rows else None,
        tests=_tests(results),
        findings=list(_findings(results)),
        provenance=_provenance(results, facts),
        scenarios=_scenarios(results),
        title=wording.title(results),
        lead=wording.lead(results),
        certainty=wording.certainty(results.scenarios),
        projected=_projected(results.projected_years),
        reading=READING,
    )


def _block(results: Results, scenario: Row, facts: BatchFacts) -> Block:
    name = scenario["scenario_id"]
    return Block(
        scenario=scenario,
        question=facts.questions.get(name, ""),
        answer=wording.answer(results, scenario, _everybody(results, name)),
        key_figures=figures.key_figures(results, scenario),
        figures=[*details.drivers(results, scenario), *details.gains(results, scenario)],
        assumptions=_assumptions(scenario, results, facts.assumptions.get(name, ())),
        assumes_the_same=facts.assumptions.get(name) == [],
    )


def _everybody(results: Results, name: str) -> Row | None:
    """The row of who gains and who loses that is about all people, if there is one."""
    rows = results["gains"].narrowed(scenario_id=name, dimension="everybody").rows
    return rows[0] if rows else None


def _assumptions(scenario: Row, results: Results, differing: Sequence[Assumption]) -> Table | None:
    """The parameters in which a scenario differs from its baseline."""
    if not scenario["baseline_id"] or not differing:
        return None
    columns = [
        Column("Parameter", "parameter", "code"),
        Column(results.labels[scenario["baseline_id"]], "before"),
        Column(scenario["label"], "after"),
        Column("Set in", "place", "code"),
    ]
    rows = [
        [
            Cell(each.parameter, kind="code"),
            Cell(each.before or numbers.DASH),
            Cell(each.after or numbers.DASH),
            Cell(each.place, kind="code"),
        ]
        for each in differing
    ]
    return Table(f"What is assumed otherwise: {scenario['label']}", columns, rows)


def _tests(results: Results) -> Table:
    """A row for each scenario: how its plan does in each test."""
    answer = results["tests"]
    found = {(row["scenario_id"], row["test"]): row for row in answer.rows}
    present = [test for test in TESTS if any(key[1] == test for key in found)]
    columns = [Column("Scenario", "scenario_id"), *(Column(TESTS[t], t) for t in present)]
    rows = [
        [Cell(label, name), *(Cell(_result(found.get((name, test)))) for test in present)]
        for name, label in results.labels.items()
    ]
    return Table("Nondiscrimination tests", columns, rows, answer.sql)


def _result(row: Row | None) -> str:
    """What came out of a test over all years."""
    if row is None or not row["passed"] + row["failed"]:
        return "Not known"
    if row["is_deemed_passed"]:
        return "Deemed passed"
    if not row["failed"]:
        return "Passes"
    years = wording.years_said(row["failed_years"])
    share = row["failed"] / (row["passed"] + row["failed"])
    return f"Fails {years}" if not row["passed"] else f"Fails {years}, {share:.0%} of the results"


def _findings(results: Results) -> Iterator[str]:
    for row in results["findings"].rows:
        years = wording.span(row["first_year"], row["last_year"])
        yield f"{results.labels[row['scenario_id']]}, {years}: {row['finding']} ({row['law']})."


def _projected(years: Sequence[int]) -> str:
    if not years:
        return "The statutory limits of all years are published."
    return (
        f"The statutory limits of {wording.years_said(years)} are not published yet. They are "
        "projected with the assumed price inflation and rounded as the law says; results of these "
        "years rest on them."
    )


def _provenance(results: Results, facts: BatchFacts) -> dict[str, str]:
    seeds = dict.fromkeys(str(row["seed"]) for row in results.scenarios)
    replicates = dict.fromkeys(str(row["replicates"]) for row in results.scenarios)
    versions = ", ".join(f"{name} {version}" for name, version in facts.versions.items())
    return {
        "Batch": facts.batch_id,
        "Started": facts.started_at.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M:%S UTC"),
        "Command": facts.command,
        "Versions": versions,
        "Seed": ", ".join(seeds),
        "Replicates": ", ".join(replicates),
        **dict(_censuses(results, facts)),
    }


def _censuses(results: Results, facts: BatchFacts) -> Iterator[tuple[str, str]]:
    for number, row in enumerate(results["census_problems"].rows, start=1):
        identity = row["census_id"]
        known = facts.censuses.get(identity, CensusFact(identity, None))
        as_of = f", as of {known.as_of}" if known.as_of else ""
        found = f"{numbers.count(row['problems'])} problems found"
        left = f"{numbers.count(row['left_out'])} rows left out"
        title = "Census" if len(results["census_problems"].rows) == 1 else f"Census {number}"
        yield title, f"{known.source}{as_of}; {found}, {left}. Hash {identity}"


def _scenarios(results: Results) -> Table:
    columns = [
        Column("Scenario", "label"),
        Column("Id", "scenario_id", "code"),
        Column("Compared with", "baseline_id", "code"),
        Column("First year", "start_year", "year"),
        Column("Last year", "end_year", "year"),
        Column("File", "file", "code"),
        Column("Workforce", "workforce_id", "code"),
        Column("Fingerprint", "fingerprint", "code"),
    ]
    return table_of(
        "Scenarios and what they were built from",
        columns,
        results["scenarios"],
        names={"fingerprint": lambda row: row["fingerprint"][:16]},
    )
