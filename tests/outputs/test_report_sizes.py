"""Reports on one scenario and on many, without replicates and without a common horizon."""

from __future__ import annotations

import re

import pytest

from runner.errors import OutputError
from runner.outputs.report import figures, looks
from tests.outputs.pages import read
from tests.outputs.reports import SCENARIOS, answer, copied, drawn, many, written


def test_one_scenario_has_no_differences(warehouse, tmp_path):
    alone = copied(
        warehouse,
        tmp_path,
        *(
            f"delete from {table} where scenario_id <> 'richer'"
            for table in (
                *("dim_scenarios", "fct_scenario_summary", "fct_scenario_trends"),
                *("fct_scenario_deltas", "fct_workforce_snapshot", "fct_nondiscrimination"),
                *("fct_design_checks", "fct_plan_years", "fct_cost_attribution"),
                "fct_gainers_losers",
            )
        ),
        "delete from fct_scenario_deltas",
        "delete from fct_cost_attribution",
        "delete from fct_gainers_losers",
        "update dim_scenarios set baseline_id = null",
    )
    page = read(written(alone, tmp_path).read_text("utf-8"))
    assert page.one("h1").text == "Richer match"
    assert not page.all(id="differences")
    assert "Costs the employer" in answer(page, "richer")
    assert list(drawn(page)) == [
        "employer_cost",
        "participation_rate",
        "average_deferral_rate",
        "deferral-rates",
    ]
    assert page.all("select") == []


def test_many_scenarios_stay_readable_and_what_is_left_out_is_said(warehouse, tmp_path):
    page = read(written(many(warehouse, tmp_path, 52), tmp_path).read_text("utf-8"))
    total = len(SCENARIOS) + 52

    data = drawn(page)
    highlighted = [t for t in data["employer_cost"]["data"] if "markers" in t["mode"]]
    assert len(highlighted) == 1 + len(looks.LINES)
    assert len(data["employer_cost"]["data"]) == total
    assert (
        f"{total - len(highlighted)} scenarios that differ least are thin and grey"
        in page.one("main").text
    )
    assert len(page.one("figure", id="employer_cost").one("tbody").all("tr")) == total
    assert len(page.one("select").all("option")) == 1 + total

    bars = data["employer_cost-difference"]["data"][0]["x"]
    assert len(bars) == figures.SHOWN
    assert f"The {figures.SHOWN} largest of {total - 2} differences" in page.one("main").text
    assert len(data["deferral-rates"]["data"][0]["x"]) == figures.SHOWN + 1

    assert (
        f"The other {total - figures.SHOWN - 1} scenarios, which differ less"
        in page.one("main").text
    )
    assert len(page.all("article")) == total
    closed = [each for each in page.all("article") if each.parent.name == "details"]
    assert len(closed) == total - figures.SHOWN - 1


def test_years_that_differ_are_not_compared_over_the_horizon(warehouse, tmp_path):
    """Such a scenario has differences for years, and none for all."""
    copy = copied(
        warehouse,
        tmp_path,
        *(
            f"delete from {table} where scenario_id = 'richer' and period = 'all'"
            for table in ("fct_scenario_deltas", "fct_cost_attribution", "fct_gainers_losers")
        ),
    )
    page = read(written(copy, tmp_path).read_text("utf-8"))
    assert re.search(r"Costs \$[\d.,]+( million)? more in 2028", answer(page, "richer"))
    assert "Totals are not compared" in answer(page, "richer")


def test_without_replicates_there_are_no_intervals(warehouse, tmp_path):
    copy = copied(
        warehouse,
        tmp_path,
        "update dim_scenarios set replicates = 1",
        *(
            f"update {table} set standard_error = null, ci_low = null, ci_high = null"
            for table in ("fct_scenario_deltas", "fct_cost_attribution")
        ),
    )
    page = read(written(copy, tmp_path).read_text("utf-8"))
    assert "--replicates 20" in page.one("header").text
    assert "95% interval" not in page.one("h2", id="short").parent.text
    assert "Whiskers" not in page.one("main").text


def test_a_report_that_cannot_be_written_says_so(warehouse, tmp_path):
    (tmp_path / "report.html").mkdir()
    with pytest.raises(OutputError, match=r"report\.html: the report cannot be written"):
        written(warehouse, tmp_path)
