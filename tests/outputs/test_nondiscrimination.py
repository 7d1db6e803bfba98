"""The sheets about tests and design checks say what the marts say, and nothing else."""

from __future__ import annotations

from itertools import product

import pytest

from runner.outputs.nondiscrimination import CHECK_LABELS, TEST_LABELS
from runner.outputs.sheets import DASH
from tests.outputs.test_comparison import (
    THREE,
    header_row,
    insert,
    query,
    report,  # noqa: F401 (a fixture)
    table,
    texts,
    titles,
)

YEARS = (2026, 2027, 2028)
SCENARIOS = ("baseline", "rich", "cheap")
REPLICATES = 3
AVERAGED = ("tested_value", "limit_value", "nhce_average_tested", "nhce_count")
SHARED = (
    *("excess_amount", "refund", "recharacterized", "forfeited_match", "qnec_rate", "qnec_cost"),
    *("shift_rate", "minimum_rate", "minimum_cost"),
)


def is_failing(scenario, test, year, replicate):
    """The baseline's ADP fails always, its top-heavy test in a third, its ACP in one year."""
    if scenario != "baseline":
        return False
    return test == "adp" or (test == "top_heavy" and not replicate) or (test, year) == ("acp", 2027)


def rows_of_tests():
    """A value of its own for every number: a cell in a wrong place is found."""
    keys = product(SCENARIOS, TEST_LABELS, YEARS, range(REPLICATES))
    for number, (scenario, test, year, replicate) in enumerate(keys, start=1):
        failing = is_failing(scenario, test, year, replicate)
        is_average = test in ("adp", "acp")
        row = {
            "scenario_id": scenario,
            "replicate": replicate,
            "test": test,
            "plan_year": year,
            "hce_count": None if test == "top_heavy" else 100 + number,
            "nhce_count": None if test == "top_heavy" else 5000 + 7 * number,
            "key_count": number if test == "top_heavy" else None,
            "nhce_average_tested": number / 9000 if is_average else None,
            "tested_value": number / 7000,
            "limit_value": number / 6000,
            "branch": None if test == "top_heavy" else ("2 x", "+ 2 points", "2 x")[replicate],
            "is_deemed_passed": (scenario, test) == ("rich", "adp"),
            "passes": None if (scenario, test) == ("cheap", "top_heavy") else not failing,
        }
        for place, name in enumerate(SHARED):
            is_given = failing and (name.startswith("minimum") == (test == "top_heavy"))
            scale = 1e-5 if name.endswith("rate") else 100
            row[name] = scale * (13 * number + place) if is_given else None
        yield row


def rows_of_checks():
    for scenario, check, year in product(SCENARIOS, CHECK_LABELS, YEARS):
        applies = scenario != "cheap"
        wrong = (scenario, check) == ("baseline", "entry_dates") and year != 2027
        yield {
            "scenario_id": scenario,
            "check_name": check,
            "plan_year": year,
            "law": f"26 USC of {check}",
            "finding": "people are kept out" if wrong else None if applies else "not asked for",
            "applies": applies,
            "passes": not wrong,
        }


@pytest.fixture
def tested(report, tmp_path):  # noqa: F811
    """The marts' database and the workbook written from it."""
    import duckdb

    from runner.outputs.comparison import write_comparison
    from tests.outputs.test_comparison import FACTS, load_workbook

    database, _ = report(THREE)
    with duckdb.connect(str(database)) as connection:
        insert(connection, "fct_nondiscrimination", rows_of_tests())
        insert(connection, "fct_design_checks", rows_of_checks())
    write_comparison(database, tmp_path / "comparison_report.xlsx", FACTS)
    return database, load_workbook(tmp_path / "comparison_report.xlsx")


def means(database):
    """What each row of the sheet must say: by SQL that is not the sheet's own."""
    averaged = ", ".join(f"avg({name}) as {name}" for name in AVERAGED)
    shared = ", ".join(
        f"case when count({name}) > 0 then sum({name})::double / {REPLICATES} end as {name}"
        for name in SHARED
    )
    found = query(
        database,
        f"select test, scenario_id, plan_year, {averaged}, {shared}, "
        "avg(coalesce(hce_count, key_count)) as people from fct_nondiscrimination group by all",
    )
    return {(row["test"], row["scenario_id"], row["plan_year"]): row for row in found}


def test_every_test_scenario_and_year_has_its_row(tested):
    database, book = tested
    expected = means(database)
    labels = {label: name for name, label in TEST_LABELS.items()}
    rows = table(book["Nondiscrimination"])

    keys = [(labels[row[0].value], row[2].value, row[3].value) for row in rows]
    assert keys == list(product(TEST_LABELS, SCENARIOS, YEARS))
    for key, (*_, branch, value, limit, others_average, people, others) in zip(
        keys, [row[:11] for row in rows], strict=True
    ):
        row = expected[key]
        assert branch.value == (DASH if key[0] == "top_heavy" else "2 x")
        assert value.value == pytest.approx(row["tested_value"])
        assert limit.value == pytest.approx(row["limit_value"])
        assert people.value == pytest.approx(row["people"])
        for cell, name in ((others_average, "nhce_average_tested"), (others, "nhce_count")):
            assert cell.value == (DASH if row[name] is None else pytest.approx(row[name]))


def test_corrections_are_those_of_the_replicates_that_fail(tested):
    database, book = tested
    expected = means(database)
    labels = {label: name for name, label in TEST_LABELS.items()}
    corrected = 0

    for row in table(book["Nondiscrimination"]):
        wanted = expected[labels[row[0].value], row[2].value, row[3].value]
        for cell, name in zip(row[11:], SHARED, strict=True):
            corrected += wanted[name] is not None
            assert cell.value == (DASH if wanted[name] is None else pytest.approx(wanted[name]))
    # Seven of each failed average test of four, and two of each failed top-heavy test of three.
    assert corrected == 4 * 7 + 3 * 2


def test_results_are_said_in_words_and_colours(tested):
    _, book = tested
    labels = {label: name for name, label in TEST_LABELS.items()}
    said = {
        (labels[row[0].value], row[2].value, row[3].value): (
            row[4].value,
            row[4].fill.start_color.rgb if row[4].fill.fill_type else None,
        )
        for row in table(book["Nondiscrimination"])
    }

    assert said["adp", "baseline", 2026] == ("Fails", "00F8BBA6")
    assert said["acp", "baseline", 2027] == ("Fails", "00F8BBA6")
    assert said["acp", "baseline", 2026] == ("Passes", "00CBE9DF")
    assert said["top_heavy", "baseline", 2026] == ("Fails in 33%", "00F8BBA6")
    assert said["adp", "rich", 2026] == ("Deemed passed", None)
    assert said["top_heavy", "cheap", 2026] == ("Not known", None)


def test_the_tests_sheet_is_found_by_its_titles_and_formats(tested):
    _, book = tested
    sheet = book["Nondiscrimination"]

    assert titles(sheet) == [
        *("Test", "Scenario", "ID", "Year", "Result", "Formula or part", "Value", "Limit"),
        *("Average of the others", "HCEs or key", "Others", "Excess ($)", "Paid out ($)"),
        *("Catch-up ($)", "Match forfeited ($)", "Rate", "Cost ($)", "ADP to ACP", "Rate"),
        "Cost ($)",
    ]
    bands = [cell.value for cell in sheet[header_row(sheet) - 1]]
    assert list(dict.fromkeys(filter(None, bands))) == [
        *("Test", "People", "Refund", "or QNEC", "or shift", "Top-heavy minimum"),
    ]
    formats = [cell.number_format for cell in table(sheet)[0]]
    assert formats[6:9] == ["0.00%"] * 3
    assert formats[9:15] == ["#,##0"] * 6
    assert formats[15:] == ["0.00%", "#,##0", "0.00%", "0.00%", "#,##0"]
    assert sheet.freeze_panes == f"D{header_row(sheet) + 1}"


def test_checks_are_told_with_the_years_for_which_they_hold(tested):
    _, book = tested
    labels = {label: name for name, label in CHECK_LABELS.items()}
    found = {
        (labels[row[0].value], row[2].value, row[3].value): [cell.value for cell in row[4:]]
        for row in table(book["Design checks"])
    }

    assert titles(book["Design checks"]) == [
        *("Check", "Scenario", "ID", "Years", "Result", "Finding", "Law"),
    ]
    law = "26 USC of entry_dates"
    assert found["entry_dates", "baseline", "2026, 2028"] == [
        "Not in order",
        "People are kept out",
        law,
    ]
    assert found["entry_dates", "baseline", "2027"] == ["In order", DASH, law]
    assert found["entry_dates", "rich", "2026 to 2028"] == ["In order", DASH, law]
    assert found["entry_dates", "cheap", "2026 to 2028"] == [
        "Not asked for",
        "Not asked for",
        law,
    ]
    assert len(found) == len(CHECK_LABELS) * len(SCENARIOS) + 1


def test_findings_stand_at_the_end_of_the_summary(tested):
    _, book = tested

    assert (
        "Warnings about the design\n"
        "baseline, 2026, 2028: people are kept out (26 USC of entry_dates)."
    ) in texts(book["Summary"])


def test_without_findings_the_summary_says_nothing(report):  # noqa: F811
    _, book = report()

    assert "Warnings" not in texts(book["Summary"])
