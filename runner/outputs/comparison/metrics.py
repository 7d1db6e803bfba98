"""The metrics on the sheets: which ones, how they are titled and formatted."""

from __future__ import annotations

from runner.outputs.facts import metric_label

SUMMARY_METRICS = {
    "participants": "people",
    "participation_rate": "rate",
    "average_deferral_rate": "rate",
    "total_contributions": "dollars",
    "employer_match": "dollars",
    "employer_core": "dollars",
    "employer_cost": "dollars",
    "employer_cost_rate": "rate",
    "net_employer_cost": "dollars",
}


def titled(metric: str, unit: str) -> str:
    """The metric's label as a title, with the unit where the values do not show it."""
    return f"{metric_label(metric)} ($)" if unit == "dollars" else metric_label(metric)


def value_format(metric: str, unit: str) -> str:
    """The format of a metric's values: cost is a few percent of pay, and needs a digit more."""
    return "fine_rate" if metric == "employer_cost_rate" else unit
