"""What outputs tell besides results: how the batch was run, what words mean, the About sheet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from runner.outputs.sheets import Sheet

Row = Mapping[str, Any]

DETAIL_ROWS = 100_000
"""Rows of people or events up to which they are in a workbook, if nothing else is asked for."""


@dataclass(frozen=True)
class CensusFact:
    """Where a census came from, and the day that it describes."""

    source: str
    as_of: dt.date | None


@dataclass(frozen=True)
class Assumption:
    """A parameter in which a scenario differs from its baseline, and the line that says so.

    Values are text; one that is not there is empty.
    """

    parameter: str
    before: str
    after: str
    place: str


@dataclass(frozen=True)
class BatchFacts:
    """One batch: when and by what it was run, and what did not succeed.

    ``seconds`` is what the batch took up to now; ``failed`` has an id and a message for each
    scenario that is not in the marts; ``censuses`` is keyed by census id; ``questions`` and
    ``assumptions`` by scenario id; ``contents`` says what each file of the batch's folder is.
    """

    batch_id: str
    started_at: dt.datetime
    command: str
    seconds: float
    versions: Mapping[str, str]
    failed: Sequence[tuple[str, str]] = ()
    censuses: Mapping[str, CensusFact] = field(default_factory=dict)
    questions: Mapping[str, str] = field(default_factory=dict)
    assumptions: Mapping[str, Sequence[Assumption]] = field(default_factory=dict)
    contents: Mapping[str, str] = field(
        default_factory=lambda: {
            "comparison_report.xlsx": "This workbook.",
            "report.html": "The same to look at, with charts. It needs no other file.",
            "run_summary.json": "What happened to each scenario: versions, times, errors.",
            "../warehouse.duckdb": "All results, for SQL. The next build replaces it.",
        }
    )


@dataclass(frozen=True)
class Metric:
    """A column of fct_plan_years: how it is called, and what it is in one year."""

    label: str
    meaning: str


# In the order of reading: who takes part, what goes in, what it costs, the company.
METRICS = {
    "participants": Metric("Participants", "Eligible people who defer part of their pay."),
    "participation_rate": Metric("Participation rate", "Participants as a share of the eligible."),
    "average_deferral_rate": Metric(
        "Average deferral rate", "The share of pay elected, averaged over participants."
    ),
    "average_deferral_rate_eligible": Metric(
        "Average deferral rate, all eligible",
        "The same over all eligible: who does not take part counts as zero.",
    ),
    "employee_contributions": Metric(
        "Employee contributions", "Deferrals and catch-up, as far as the law allows them."
    ),
    "total_contributions": Metric("Total contributions", "Employee contributions, match and core."),
    "employer_match": Metric("Employer match", "What the employer adds to deferrals."),
    "employer_core": Metric("Employer core", "What the employer gives whether or not one defers."),
    "employer_cost": Metric("Employer cost", "Match and core."),
    "employer_cost_rate": Metric(
        "Employer cost, share of pay", "Employer cost as a share of total compensation."
    ),
    "forfeitures": Metric("Forfeitures", "Employer money that leavers lose: it was not vested."),
    "net_employer_cost": Metric(
        "Net employer cost", "Employer cost less the forfeitures that reduce it."
    ),
    "total_compensation": Metric("Total compensation", "Pay of all people employed in the year."),
    "headcount": Metric("Headcount", "People employed on 31 December."),
    "eligible": Metric("Eligible", "People employed on 31 December who may take part."),
    "hires": Metric("Hires", "People hired in the year."),
    "terminations": Metric("Terminations", "People who left in the year."),
}

READING = {
    "All years": "The scenario's horizon. Amounts, hires and terminations are summed over it; "
    "people on 31 December are averaged over its years; rates are ratios of sums.",
    "Last year": "The last year of the horizon alone.",
    "Difference": "Scenario minus baseline. Both see the same chance events, person by person: "
    "what differs is the scenario's doing. Rates differ in percentage points.",
    "Difference %": "The difference relative to the baseline's value; a dash if that is zero.",
    "95 % interval": "With replicates: where the mean difference lies with a certainty of 95 %, "
    "by Student's t. If zero is in it, there may be no difference.",
    "Standard error": "How far the mean difference is off by chance, typically. More replicates "
    "make it smaller.",
    "Share positive": "The share of replicates in which the scenario is above its baseline.",
    "Growth": "The relative change on the year before.",
    "Dash": "There is no value: nothing to compare with, a year not covered, or relative to zero.",
}


def metric_label(name: str) -> str:
    """The metric's name for readers, also of one that is not described here."""
    known = METRICS.get(name)
    return known.label if known else name.replace("_", " ").capitalize()


def metric_rank(name: str) -> int:
    """Where the metric stands in the order of reading; unknown ones come last."""
    return list(METRICS).index(name) if name in METRICS else len(METRICS)


def label_of(scenario: Row) -> str:
    """The scenario's label on one line, cut where it would fill the page."""
    return _one_line(scenario["label"], 120) or scenario["scenario_id"]


def span_said(*years: int) -> str:
    """Years from the first to the last, once if they are the same."""
    return " to ".join(dict.fromkeys(map(str, years)))


def baseline_said(scenarios: Sequence[Row]) -> str:
    """Which scenario the others are compared with, as a sentence."""
    named = {row["baseline_id"] for row in scenarios} - {None}
    if not named:
        return "No scenario is compared with a baseline."
    if len(named) > 1:
        return "Baselines differ: see 'Compared with'."
    baselines = [row for row in scenarios if row["scenario_id"] in named]
    return "".join(f"Baseline: {label_of(row)} ({row['scenario_id']})." for row in baselines)


def years_said(scenarios: Sequence[Row]) -> str:
    """Which years the scenarios cover, as a sentence."""
    spans = {(row["start_year"], row["end_year"]) for row in scenarios}
    if len(spans) > 1:
        return "Scenarios cover different years: see 'Years'."
    return "".join(f"Horizon: {span_said(*span)}; last year: {span[-1]}." for span in spans)


def replicates_said(scenarios: Sequence[Row]) -> str:
    """How many replicates the values are means of, as a sentence."""
    counts = sorted({row["replicates"] for row in scenarios})
    if not counts or counts == [1]:
        return "One replicate."
    several = f"{counts[0]} to {counts[-1]}" if len(counts) > 1 else f"{counts[0]}"
    return f"Values are means over {several} replicates."


def marked(year: int, projected: Sequence[int]) -> str:
    """The year as text, with a mark if its limits are projected."""
    return f"{year}*" if year in projected else str(year)


def period_cell(row: Row, projected: Sequence[int]) -> tuple[Any, str]:
    """What a cell says of a row's period, and its format, which marks projected years."""
    year = row["plan_year"]
    if year is None:
        return ("All years*" if projected else "All years"), "year"
    return year, "projected_year" if year in projected else "year"


def projected_said(projected: Sequence[int]) -> dict[str, str]:
    """What the mark means, if anything is marked."""
    if not projected:
        return {}
    years = ", ".join(map(str, projected))
    return {"Projected*": f"Rests on statutory limits that are not published yet: {years}."}


def write_about(
    sheet: Sheet,
    facts: BatchFacts,
    scenarios: Sequence[Row],
    metrics: Sequence[str],
    projected_years: Sequence[int],
    census_problems: Mapping[str, int],
) -> None:
    """Write where the numbers come from and how to read them.

    ``scenarios`` are rows of dim_scenarios; ``projected_years`` those without published limits;
    ``census_problems`` counts the rows of fct_census_issues by census id.
    """
    from runner.outputs.sheets import write_lines, write_pair

    write_lines(sheet, "About this workbook", tone="top")
    said = {**_batch_said(facts, scenarios), "Statutory limits": _limits_said(projected_years)}
    for key, value in said.items():
        write_pair(sheet, key, value)
    write_lines(sheet, "", "How to read it", tone="heading")
    for key, value in READING.items():
        write_pair(sheet, key, value)
    _write_metrics(sheet, metrics)
    _write_scenarios(sheet, scenarios)
    _write_censuses(sheet, facts, scenarios, census_problems)
    write_lines(sheet, "", "Files of this batch", tone="heading")
    for key, value in facts.contents.items():
        write_pair(sheet, key, value)


def _batch_said(facts: BatchFacts, scenarios: Sequence[Row]) -> dict[str, str]:
    failed = f"; {len(facts.failed)} failed: see the end of Summary" if facts.failed else ""
    return {
        "Batch": facts.batch_id,
        "Started": facts.started_at.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M:%S UTC"),
        "Took": f"{facts.seconds:,.1f} seconds until this workbook was written",
        "Command": facts.command,
        "Versions": ", ".join(f"{name} {version}" for name, version in facts.versions.items()),
        "Scenarios": f"{len(scenarios)} built{failed}",
    }


def _limits_said(projected_years: Sequence[int]) -> str:
    if not projected_years:
        return "Published for all years."
    years = ", ".join(map(str, projected_years))
    return f"Projected, because not yet published, for {years}: results of these rest on them."


def _write_metrics(sheet: Sheet, metrics: Sequence[str]) -> None:
    from runner.outputs.sheets import Column, write_block, write_lines

    write_lines(sheet, "", "Metrics", tone="heading")
    columns = [
        Column("Metric", width=34),
        Column("Name in SQL", width=34),
        Column("What it is in one year", width=60),
    ]
    known = {name: METRICS[name].meaning for name in metrics if name in METRICS}
    write_block(sheet, columns, [[metric_label(name), name, known.get(name)] for name in metrics])


def _write_scenarios(sheet: Sheet, scenarios: Sequence[Row]) -> None:
    from runner.outputs.sheets import Column, write_block, write_lines

    write_lines(sheet, "", "Scenarios", tone="heading")
    columns = {
        "scenario_id": Column("ID", width=34),
        "description": Column("Description", width=60),
        "file": Column("File", width=30),
        "baseline_id": Column("Compared with", width=20),
        "start_year": Column("First year", "number", 7),
        "end_year": Column("Last year", "number", 7),
        "seed": Column("Seed", "number", 6),
        "replicates": Column("Replicates", "number", 11),
        "workforce_id": Column("Workforce", width=18),
        "census_id": Column("Census", width=20),
        "fingerprint": Column("Fingerprint", width=36),
    }
    shown = [
        {**row, "description": _one_line(row["description"], 500) or None} for row in scenarios
    ]
    rows = [[_one_line(row["label"], 500), *(row[name] for name in columns)] for row in shown]
    write_block(sheet, [Column("Scenario", width=34), *columns.values()], rows)


def _write_censuses(
    sheet: Sheet, facts: BatchFacts, scenarios: Sequence[Row], problems: Mapping[str, int]
) -> None:
    from runner.outputs.sheets import Column, write_block, write_lines

    write_lines(sheet, "", "Censuses", tone="heading")
    columns = [
        Column("Source", width=34),
        Column("ID", width=34),
        Column("As of", "date"),
        Column("Problems found", "count", 10),
    ]
    rows = []
    for identity in dict.fromkeys(row["census_id"] for row in scenarios):
        known = facts.censuses.get(identity, CensusFact(identity, None))
        rows.append([known.source, identity, known.as_of, problems.get(identity, 0)])
    write_block(sheet, columns, rows)
    write_lines(sheet, "fct_census_issues in the warehouse says which, and what was done.")


def _one_line(text: str | None, most: int) -> str:
    line = " ".join((text or "").split())
    return line if len(line) <= most else line[: most - 1] + "…"
