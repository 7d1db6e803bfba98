"""What outputs tell besides the numbers: how the batch was run, and what each metric means."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class CensusFact:
    """Where a census came from, and the day that it describes."""

    source: str
    as_of: dt.date


@dataclass(frozen=True)
class BatchFacts:
    """One batch: when and by what it was run, and what did not succeed.

    ``seconds`` is what the batch took up to now; ``failed`` has an id and a message for each
    scenario that is not in the marts; ``censuses`` is keyed by census id; ``contents`` says what
    each file of the batch's folder is.
    """

    batch_id: str
    started_at: dt.datetime
    command: str
    seconds: float
    versions: Mapping[str, str]
    failed: tuple[tuple[str, str], ...] = ()
    censuses: Mapping[str, CensusFact] = field(default_factory=dict)
    contents: Mapping[str, str] = field(
        default_factory=lambda: {
            "comparison_report.xlsx": "This workbook.",
            "run_summary.json": "What happened to each scenario; versions, times, errors.",
            "../warehouse.duckdb": "All results, for SQL; replaced by the next build.",
        }
    )


@dataclass(frozen=True)
class Metric:
    """A column of fct_plan_years: how it is called, and what it means in one year."""

    label: str
    meaning: str


# In the order in which they are read: who takes part, what goes in, what it costs, the company.
METRICS = {
    "participants": Metric(
        "Participants", "Employed on 31 December with a deferral rate above zero."
    ),
    "participation_rate": Metric("Participation rate", "Participants as a share of the eligible."),
    "average_deferral_rate": Metric(
        "Average deferral rate", "Share of pay deferred, mean over participants."
    ),
    "average_deferral_rate_eligible": Metric(
        "Average deferral rate, all eligible",
        "The same over all eligible; who does not take part counts as zero.",
    ),
    "employee_contributions": Metric(
        "Employee contributions", "Deferrals and catch-up, as the law allowed them."
    ),
    "total_contributions": Metric("Total contributions", "Employee contributions, match and core."),
    "employer_match": Metric("Employer match", "What the employer adds to deferrals."),
    "employer_core": Metric("Employer core", "What the employer gives without a deferral."),
    "employer_cost": Metric("Employer cost", "Match and core."),
    "employer_cost_rate": Metric(
        "Employer cost, share of pay", "Employer cost as a share of total compensation."
    ),
    "forfeitures": Metric("Forfeitures", "Unvested money of the employer that leavers gave back."),
    "net_employer_cost": Metric("Net employer cost", "Employer cost less forfeitures."),
    "total_compensation": Metric("Total compensation", "Pay of everyone employed in the year."),
    "headcount": Metric("Headcount", "Employed on 31 December."),
    "eligible": Metric("Eligible", "Employed on 31 December and past the plan's entry date."),
    "hires": Metric("Hires", "People hired in the year."),
    "terminations": Metric("Terminations", "People who left in the year."),
}


def metric_label(name: str) -> str:
    """The metric's name for readers, also of one that is not described here."""
    known = METRICS.get(name)
    return known.label if known else name.replace("_", " ").capitalize()


def metric_rank(name: str) -> int:
    """Where the metric stands in the order of reading; unknown ones come last."""
    return list(METRICS).index(name) if name in METRICS else len(METRICS)
