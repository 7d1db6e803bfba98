"""The sheets about the plan's tests and about its design, and the warnings that come of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from runner.outputs import sheets
from runner.outputs.facts import period_cell, projected_said, span_said
from runner.outputs.identity import IDENTITY, Row, block_tone, explain, identity, tone
from runner.outputs.sheets import DASH, Cell, Column, Sheet

# Means over replicates; the formula is that of most of them. A replicate that passes needs no
# correction and has none: the sum of the others is shared by all.
TESTS = """
select
    scenario_id,
    test,
    plan_year,
    count(*) as replicates,
    count(passes) as known,
    count(*) filter (where not passes) as failed,
    bool_and(is_deemed_passed) as is_deemed_passed,
    mode(branch order by branch) as branch,
    avg(tested_value order by replicate) as tested_value,
    avg(limit_value order by replicate) as limit_value,
    avg(nhce_average_tested order by replicate) as nhce_average_tested,
    avg(coalesce(hce_count, key_count) order by replicate) as counted,
    avg(nhce_count order by replicate) as others,
    sum(columns([
        'excess_amount', 'refund', 'recharacterized', 'forfeited_match', 'qnec_rate',
        'qnec_cost', 'shift_rate', 'minimum_rate', 'minimum_cost'
    ]) order by replicate) / count(*)

from fct_nondiscrimination

group by scenario_id, test, plan_year
"""

CHECKS = """
select
    scenario_id, check_name, law, finding, applies, passes,
    min(plan_year) as first_year, max(plan_year) as last_year, count(*) as years,
    list(plan_year order by plan_year) as plan_years
from fct_design_checks
group by scenario_id, check_name, law, finding, applies, passes
order by scenario_id, check_name, first_year, finding
"""

TEST_LABELS = {
    "adp": "ADP: deferrals",
    "acp": "ACP: match",
    "top_heavy": "Top-heavy: accounts",
    "coverage": "Coverage: people",
}
CHECK_LABELS = {
    "automatic_enrollment": "Mandatory automatic enrollment",
    "qaca_schedule": "Default rates of the safe harbor",
    "safe_harbor_formula": "Formula of the safe harbor",
    "safe_harbor_vesting": "Vesting of the safe harbor",
    "safe_harbor_match": "ACP without a test",
    "entry_dates": "Entry dates",
    "vesting_schedule": "Vesting schedule",
}

COMPARED = (
    "ADP and ACP: average of the highly compensated, at most the limit. Top-heavy: share of key "
    "employees in all accounts, at most 60 %; more is top-heavy. Coverage: share of the others who "
    "benefit over that of the highly compensated, at least 70 %."
)
CORRECTED = (
    "None is carried out: costs elsewhere are without them. Refund: the excess is paid out to the "
    "highly compensated, as far as it cannot be catch-up, and costs the employer nothing; match "
    "that came with it is forfeited. Or instead a contribution for all others (QNEC), which the "
    "employer pays. Or deferrals that ADP can spare are counted for ACP. A top-heavy plan owes a "
    "minimum to all but key employees."
)
DEEMED = "The law takes the test for passed because of the plan's design."
UNKNOWN = f"Dash ({DASH}): no correction is needed or possible, or there is nothing to compare."
CHECKED = (
    "Whether the design of the plan is what the law asks for. A finding is a warning: the "
    "simulation runs as the scenario says."
)

COMPARED_COLUMNS = {
    "tested_value": Column("Value", "fine_rate", 8, "Test"),
    "limit_value": Column("Limit", "fine_rate", 8, "Test"),
    "nhce_average_tested": Column("Average of the others", "fine_rate", 9, "Test"),
    "counted": Column("HCEs or key", "people", 8, "People"),
    "others": Column("Others", "people", 8, "People"),
}
CORRECTION_COLUMNS = {
    "excess_amount": Column("Excess ($)", "dollars", 9, "Refund"),
    "refund": Column("Paid out ($)", "dollars", 9, "Refund"),
    "recharacterized": Column("Catch-up ($)", "dollars", 9, "Refund"),
    "forfeited_match": Column("Match forfeited ($)", "dollars", 9, "Refund"),
    "qnec_rate": Column("Rate", "fine_rate", 7, "or QNEC"),
    "qnec_cost": Column("Cost ($)", "dollars", 10, "or QNEC"),
    "shift_rate": Column("ADP to ACP", "fine_rate", 9, "or shift"),
    "minimum_rate": Column("Rate", "fine_rate", 7, "Top-heavy minimum"),
    "minimum_cost": Column("Cost ($)", "dollars", 10, "Top-heavy minimum"),
}
TEST_COLUMNS = [
    Column("Test", width=22),
    *IDENTITY,
    Column("Year", "year", 6),
    Column("Result", width=16),
    Column("Formula or part", width=12),
    *COMPARED_COLUMNS.values(),
    *CORRECTION_COLUMNS.values(),
]
CHECK_COLUMNS = [
    Column("Check", width=32),
    *IDENTITY,
    Column("Years", width=14),
    Column("Result", width=14),
    Column("Finding", width=70),
    Column("Law", width=36),
]


def write_tests(
    sheet: Sheet, scenarios: Sequence[Row], tests: Sequence[Row], projected: Sequence[int]
) -> None:
    """Write a row per test, scenario and year: what is compared, and what corrections cost."""
    sheets.write_lines(sheet, "Nondiscrimination", tone="top")
    explained = {
        "Compared": COMPARED,
        "Corrections": CORRECTED,
        "Deemed passed": DEEMED,
        "Values": f"Means over replicates. {UNKNOWN}",
        **projected_said(projected),
    }
    explain(sheet, explained, 1 + len(IDENTITY))
    found = {(row["test"], row["scenario_id"], row["plan_year"]): row for row in tests}
    years = sorted({row["plan_year"] for row in tests})
    rows = [
        [
            Cell(label, "text", block_tone(scenario, position)),
            *identity(scenario),
            *_test_cells(found[test, scenario["scenario_id"], year], tone(scenario), projected),
        ]
        for test, label in TEST_LABELS.items()
        for position, (scenario, year) in enumerate(
            (scenario, year)
            for scenario in scenarios
            for year in years
            if (test, scenario["scenario_id"], year) in found
        )
    ]
    sheets.write_table(sheet, TEST_COLUMNS, rows, frozen=1 + len(IDENTITY))


def _test_cells(row: Row, look: str, projected: Sequence[int]) -> Iterator[Cell]:
    yield Cell(*period_cell(row, projected), look)
    yield Cell(*_result(row, look))
    yield Cell(row["branch"], "text", look)
    for name, column in COMPARED_COLUMNS.items():
        yield Cell(row[name], column.format, look)
    for name, column in CORRECTION_COLUMNS.items():
        yield Cell(row[name] if row["failed"] else None, column.format, look)


def _result(row: Row, look: str) -> tuple[str, str, str]:
    """What came out, its format and its tone."""
    if row["is_deemed_passed"]:
        return "Deemed passed", "text", look
    if not row["known"]:
        return "Not known", "text", "unsure"
    if not row["failed"]:
        return "Passes", "text", "better"
    share = row["failed"] / row["replicates"]
    return "Fails" if share == 1 else f"Fails in {share:.0%}", "text", "much_worse"


def write_checks(sheet: Sheet, scenarios: Sequence[Row], checks: Sequence[Row]) -> None:
    """Write a row per check, scenario and finding, with the years for which it holds."""
    sheets.write_lines(sheet, "Design checks", tone="top")
    explain(sheet, {"Checked": CHECKED}, 1 + len(IDENTITY))
    rows = [
        [
            Cell(label, "text", block_tone(scenario, position)),
            *identity(scenario),
            *_check_cells(row, tone(scenario)),
        ]
        for check, label in CHECK_LABELS.items()
        for position, (scenario, row) in enumerate(
            (scenario, row)
            for scenario in scenarios
            for row in checks
            if (row["check_name"], row["scenario_id"]) == (check, scenario["scenario_id"])
        )
    ]
    sheets.write_table(sheet, CHECK_COLUMNS, rows, frozen=1 + len(IDENTITY))


def _check_cells(row: Row, look: str) -> list[Cell]:
    if not row["applies"]:
        result = Cell("Not asked for", "text", "unsure")
    elif row["passes"]:
        result = Cell("In order", "text", "better")
    else:
        result = Cell("Not in order", "text", "much_worse")
    finding = row["finding"]
    return [
        Cell(_years_said(row), "text", look),
        result,
        Cell(finding and finding[0].upper() + finding[1:], "text", look),
        Cell(row["law"], "text", look),
    ]


def _years_said(row: Mapping[str, Any]) -> str:
    """The years from the first to the last, or one by one where some lie between."""
    if row["last_year"] - row["first_year"] + 1 == row["years"]:
        return span_said(row["first_year"], row["last_year"])
    return ", ".join(map(str, row["plan_years"]))


def warnings(checks: Sequence[Mapping[str, Any]]) -> list[str]:
    """What is not in order, a sentence for each scenario and finding."""
    return [
        f"{row['scenario_id']}, {_years_said(row)}: {row['finding']} ({row['law']})."
        for row in checks
        if not row["passes"]
    ]
