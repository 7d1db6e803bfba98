"""Who gains, what makes the cost differ and which assumptions do: the sheets and their charts."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from runner.outputs import charts
from runner.outputs.comparison.attribution import DRIVERS, MOST_CHARTS
from runner.outputs.comparison.gainers import COLUMNS, GROUPS
from runner.outputs.comparison.metrics import SUMMARY_METRICS, titled
from runner.outputs.comparison.trends import MOST_LINES
from runner.outputs.facts import Assumption
from runner.outputs.sheets import DASH
from tests.outputs.test_comparison import (
    ATTACKS,
    FACTS,
    THREE,
    header_row,
    query,
    report,  # noqa: F401
    table,
    texts,
    titles,
)

BANDS = {"age": "age_band", "tenure": "tenure_band", "pay": "pay_band"}
MARK = '0"*"'


def sums_by(database, band):
    """What the sheet must say of one way of grouping: by SQL that is not the sheet's own."""
    found = query(
        database,
        f"select scenario_id, period, {band} as band, sum(people) as people, "
        "sum(gainers) as gainers, sum(losers) as losers, sum(unchanged) as unchanged, "
        "sum(gainers) / sum(people) as share_gaining, sum(losers) / sum(people) as share_losing, "
        "sum(total_change) / sum(people) as mean_change, sum(total_change) as total_change, "
        "sum(employee_total_change) / sum(people) as employee_mean_change, "
        "sum(people_only_in_scenario) as people_only_in_scenario, "
        "sum(cost_only_in_scenario) as cost_only_in_scenario, "
        "sum(people_only_in_baseline) as people_only_in_baseline, "
        "sum(cost_only_in_baseline) as cost_only_in_baseline "
        "from fct_gainers_losers where period in ('all', '2028') group by 1, 2, 3",
    )
    return {(row["scenario_id"], row["period"], row["band"]): row for row in found}


def test_gainers_are_counted_for_everybody_and_by_each_band(report):  # noqa: F811
    database, book = report()
    rows = table(book["Gainers and losers"])
    expected = {("everybody", *key): row for key, row in sums_by(database, "'all'").items()}
    for group, column in BANDS.items():
        expected |= {(group, *key): row for key, row in sums_by(database, column).items()}
    groups = {label: name for name, label in GROUPS.items()}

    assert len(rows) == len(expected) == 2 * 2 * (1 + 2 + 2 + 2)
    for _, identity, period, by, band, *cells in rows:
        name = "all" if period.value == "All years*" else str(period.value)
        row = expected.pop((groups[by.value], identity.value, name, band.value))
        values = [cell.value for cell in cells]
        assert values == [pytest.approx(float(row[name])) for name in COLUMNS]
    assert not expected


def test_bands_are_in_the_order_of_their_numbers(report):  # noqa: F811
    _, book = report()
    rows = [(by.value, band.value) for _, _, _, by, band, *_ in table(book["Gainers and losers"])]

    assert rows[:7] == [
        ("Everybody", "all"),
        ("Age", "0-24"),
        ("Age", "65+"),
        ("Pay", "0-49k"),
        ("Pay", "100-149k"),
        ("Years of service", "2-4"),
        ("Years of service", "10-19"),
    ]


def test_a_mean_of_nobody_is_a_dash(report):  # noqa: F811
    change = "update fct_gainers_losers set people = 0, gainers = 0, losers = 0, unchanged = 0"
    _, book = report(change=change)
    place = titles(book["Gainers and losers"]).index("Mean change ($)")

    assert {row[place].value for row in table(book["Gainers and losers"])} == {DASH}


@pytest.mark.parametrize("replicates", [1, 3])
def test_attribution_has_each_part_between_both_costs(report, replicates):  # noqa: F811
    database, book = report(replicates=replicates)
    found = {}
    for row in query(database, "from fct_cost_attribution"):
        found.setdefault((row["scenario_id"], row["period"]), {})[row["driver"]] = row
    rows = table(book["Attribution"])

    assert len(rows) == len(found) == 2 * 4
    for _, identity, baseline, period, *cells in rows:
        name = "all" if period.value == "All years*" else str(period.value)
        parts = [found[identity.value, name][driver] for driver in DRIVERS]
        start, end = parts[0]["cost_before"], parts[-1]["cost_after"]
        bounds = [row[side] for row in parts for side in ("ci_low", "ci_high")]
        expected = [start, *(row["part"] for row in parts), end, end - start]
        expected += bounds if replicates > 1 else []
        assert [cell.value for cell in cells] == [pytest.approx(value) for value in expected]
        assert baseline.value == "baseline"


def test_a_waterfall_starts_at_the_baseline_and_ends_at_the_scenario(report):  # noqa: F811
    database, book = report()
    found = query(
        database,
        "from fct_cost_attribution where period = 'all' and scenario_id = 'rich' "
        "order by driver_order",
    )
    rows = [row for row in table(book["Waterfall"]) if row[1].value == "rich"]
    steps = {row[2].value: [cell.value for cell in row[3:]] for row in rows}

    assert list(steps) == ["Baseline", *DRIVERS.values(), "Scenario"]
    start, end = found[0]["cost_before"], found[-1]["cost_after"]
    assert steps["Baseline"] == [start, 0, start, 0, 0]
    assert steps["Scenario"] == [end, 0, end, 0, 0]
    for row in found:
        so_far, begin, cost, more, less = steps[DRIVERS[row["driver"]]]
        assert (so_far, cost) == (row["cost_after"], 0)
        assert begin == min(row["cost_before"], row["cost_after"])
        assert more - less == pytest.approx(row["part"])
        assert begin + more + less == max(row["cost_before"], row["cost_after"])
        assert min(more, less) == 0


# Charts ------------------------------------------------------------------------------------------


def cells_of(book, reference):
    """The cells that a chart's reference names."""
    sheet, area = re.fullmatch(r"'?([^'!]+)'?!(.+)", reference).groups()
    found = book[sheet][area.replace("$", "")]
    rows = found if isinstance(found, tuple) else ((found,),)
    return [cell for row in rows for cell in (row if isinstance(row, tuple) else (row,))]


def test_a_trend_is_drawn_from_the_rows_of_its_metric(report):  # noqa: F811
    database, book = report()
    drawn = book["Trend charts"]._charts
    values = {
        (row["metric"], row["scenario_id"], row["plan_year"]): row["value"]
        for row in query(database, "from fct_scenario_trends")
    }
    labels = {row["label"]: row["scenario_id"] for row in query(database, "from dim_scenarios")}

    assert len(drawn) == len(SUMMARY_METRICS)
    for metric, chart in zip(SUMMARY_METRICS, drawn, strict=True):
        assert chart.title.tx.rich.p[0].r[0].t == titled(metric, SUMMARY_METRICS[metric])
        names = [cells_of(book, series.tx.strRef.f)[0].value for series in chart.series]
        assert names == ["Today's plan", "Label of rich", "Label of cheap"]
        for name, series in zip(names, chart.series, strict=True):
            found = [cell.value for cell in cells_of(book, series.val.numRef.f)]
            assert found == [values[metric, labels[name], year] for year in (2026, 2027, 2028)]
            years = [cell.value for cell in cells_of(book, series.cat.numRef.f)]
            assert years == [2026, 2027, 2028]


def test_metrics_of_nothing_and_scenarios_with_gaps_are_not_drawn(report):  # noqa: F811
    _, book = report(
        {**THREE, "later": {"start_year": 2027}},
        change="update fct_scenario_trends set value = 0 where metric = 'employer_core'",
    )

    assert len(book["Trend charts"]._charts) == len(SUMMARY_METRICS) - 1
    assert {len(chart.series) for chart in book["Trend charts"]._charts} == {3}
    assert "are left out" in texts(book["Trend charts"])


def test_a_waterfall_is_drawn_from_the_steps_of_its_scenario(report):  # noqa: F811
    _, book = report()
    drawn = book["Waterfall"]._charts

    assert len(drawn) == 2
    for chart, name in zip(drawn, ("Label of rich", "Label of cheap"), strict=True):
        assert (chart.grouping, chart.overlap) == ("stacked", 100)
        assert cells_of(book, chart.title.tx.strRef.f)[0].value == name
        heads = [cells_of(book, series.tx.strRef.f)[0].value for series in chart.series]
        assert heads == ["Start ($)", "Cost ($)", "More ($)", "Less ($)"]
        assert chart.series[0].graphicalProperties.noFill
        rows = {cell.row for series in chart.series for cell in cells_of(book, series.val.numRef.f)}
        assert {book["Waterfall"].cell(row, 1).value for row in rows} == {name}
        assert len(rows) == len(DRIVERS) + 2


def test_of_sixty_scenarios_those_that_differ_most_are_drawn_and_that_is_said(report):  # noqa: F811
    scenarios = {"baseline": {}} | {f"s{n}": {"baseline_id": "baseline"} for n in range(59)}
    _, book = report(scenarios, years=(2026,))

    assert {len(chart.series) for chart in book["Trend charts"]._charts} == {MOST_LINES}
    assert f"{MOST_LINES} of 60 scenarios; all are on Trends" in texts(book["Trend charts"])
    assert len(book["Waterfall"]._charts) == MOST_CHARTS
    assert f"The {MOST_CHARTS} of 59 scenarios whose cost differs most" in texts(book["Waterfall"])
    assert len(table(book["Waterfall"])) == 59 * (len(DRIVERS) + 2)
    # The first scenario costs most differently from the last ones.
    last = book["Waterfall"]._charts[0]
    assert cells_of(book, last.title.tx.strRef.f)[0].value == "Label of s58"


@pytest.mark.parametrize(
    ("values", "start"),
    [
        ([0.0, 500.0], 0),
        ([1000.0, 1600.0], 0),
        ([1_000_000.0, 1_100_000.0], 900_000),
        ([1_000_000.0, 1_000_000.0], 990_000),
        ([-50.5, 100.0], -51),
    ],
)
def test_an_axis_starts_at_zero_or_at_a_round_number_below(values, start):
    assert charts.axis_start(values) == start


# Assumptions -------------------------------------------------------------------------------------

MATCH = Assumption("plan.match.tiers", "[{up_to: 0.06, rate: 0.5}]", "[]", "scenarios/rich.yml:7")


def test_assumptions_are_those_that_differ_with_file_and_line(report):  # noqa: F811
    growth = Assumption("workforce.growth_rate", "0.02", "", "not in rich")
    _, book = report(facts=replace(FACTS, assumptions={"rich": [MATCH, growth]}))

    assert [[cell.value for cell in row] for row in table(book["Assumptions"])] == [
        [
            *(MATCH.parameter, "Label of rich", "rich", "baseline"),
            *(MATCH.before, MATCH.after, MATCH.place),
        ],
        ["workforce.growth_rate", "Label of rich", "rich", "baseline", "0.02", DASH, "not in rich"],
    ]
    explained = [
        [cell.value for cell in row if cell.value] for row in book["Assumptions"].iter_rows()
    ]
    assert ["No difference", "cheap"] in explained


@pytest.mark.parametrize("text", ATTACKS)
def test_text_of_assumptions_and_of_charts_stays_text(report, text):  # noqa: F811
    facts = replace(FACTS, assumptions={"rich": [Assumption(text, text, text, text)]})
    _, book = report({**THREE, "rich": {"baseline_id": "baseline", "label": text}}, facts)
    found = [cell for row in book["Assumptions"].iter_rows() for cell in row if cell.value == text]

    assert len(found) == 5
    assert {(cell.data_type, cell.quotePrefix) for cell in found} == {("s", True)}
    title = book["Waterfall"]._charts[0].title.tx
    assert title.strRef.strCache.pt[0].v == text
    assert cells_of(book, title.strRef.f)[0].value == text


# What is projected, and what is empty ------------------------------------------------------------

PERIODS = {
    "Delta": "Period",
    "Gainers and losers": "Period",
    "Attribution": "Period",
}


def test_years_whose_limits_are_projected_are_marked_wherever_figures_rest_on_them(report):  # noqa: F811
    _, book = report()

    for name in ("Summary", "Trends", "Trend charts", *PERIODS, "Waterfall", "Nondiscrimination"):
        assert "statutory limits that are not published yet: 2027, 2028." in texts(book[name]), name
    for name, title in PERIODS.items():
        place = titles(book[name]).index(title)
        cells = [row[place] for row in table(book[name])]
        marked = {cell.value for cell in cells if cell.number_format == MARK}
        assert marked == {2027, 2028} & {cell.value for cell in cells}
        assert "All years*" in {cell.value for cell in cells}
    head = book["Trends"][header_row(book["Trends"])]
    assert [cell.value for cell in head if cell.number_format == MARK] == [2027, 2028, 2027, 2028]
    bands = [cell.value for cell in book["Summary"][header_row(book["Summary"]) - 1] if cell.value]
    assert bands == ["All years, 2026 to 2028*", "Last year, 2028*", "2026", "2027*"]


def test_nothing_is_marked_when_all_limits_are_published(report):  # noqa: F811
    _, book = report(change="update staging.stg_statutory_limits set is_projected = false")

    for sheet in book:
        assert "*" not in texts(sheet), sheet.title
        assert MARK not in {cell.number_format for row in sheet.iter_rows() for cell in row}


COMPARING = ("Delta", "Gainers and losers", "Attribution", "Waterfall", "Assumptions")


@pytest.mark.parametrize("sheet", COMPARING)
def test_one_scenario_leaves_sheets_about_differences_empty_and_says_why(report, sheet):  # noqa: F811
    _, book = report({"alone": {}})

    assert "one scenario and nothing to compare it with" in texts(book[sheet])
    assert not book[sheet]._charts


@pytest.mark.parametrize("sheet", ["Gainers and losers", "Attribution", "Waterfall"])
def test_no_cell_of_a_table_is_blank(report, sheet):  # noqa: F811
    _, book = report()

    assert [c.coordinate for row in table(book[sheet]) for c in row if c.value is None] == []
