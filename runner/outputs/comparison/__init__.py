"""The comparison workbook: what the marts say about all scenarios, side by side."""

from __future__ import annotations

from pathlib import Path

import duckdb

from runner.outputs import sheets
from runner.outputs.comparison.assumptions import write_assumptions
from runner.outputs.comparison.attribution import write_attribution, write_waterfall
from runner.outputs.comparison.delta import write_deltas
from runner.outputs.comparison.gainers import write_gainers
from runner.outputs.comparison.results import read
from runner.outputs.comparison.summary import write_summary
from runner.outputs.comparison.trends import write_charts, write_trends
from runner.outputs.facts import BatchFacts, metric_rank, write_about
from runner.outputs.nondiscrimination import write_checks, write_tests


def write_comparison(database: Path, target: Path, facts: BatchFacts) -> None:
    """Write the comparison of all scenarios in a published database as a workbook.

    Raises OutputError when the file cannot be written.
    """
    with duckdb.connect(str(database), read_only=True) as connection:
        results = read(connection)
    metrics = sorted({row["metric"] for row in results.trends}, key=metric_rank)
    book = sheets.new_book("Comparison of scenarios", facts.started_at, facts.batch_id)
    write_summary(sheets.add_sheet(book, "Summary"), results, facts)
    trends = sheets.add_sheet(book, "Trends")
    write_charts(
        sheets.add_sheet(book, "Trend charts"), results, write_trends(trends, results, metrics)
    )
    write_deltas(sheets.add_sheet(book, "Delta"), results)
    write_gainers(sheets.add_sheet(book, "Gainers and losers"), results)
    write_attribution(sheets.add_sheet(book, "Attribution"), results)
    write_waterfall(sheets.add_sheet(book, "Waterfall"), results)
    write_tests(
        sheets.add_sheet(book, "Nondiscrimination"),
        results.scenarios,
        results.tests,
        results.projected_years,
    )
    write_checks(sheets.add_sheet(book, "Design checks"), results.scenarios, results.checks)
    write_assumptions(sheets.add_sheet(book, "Assumptions"), results, facts)
    write_about(
        sheets.add_sheet(book, "About"),
        facts,
        results.scenarios,
        metrics,
        results.projected_years,
        results.census_problems,
    )
    sheets.save(book, target)
