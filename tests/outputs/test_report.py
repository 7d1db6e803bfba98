"""The report says what the marts say, in numbers that people read."""

from __future__ import annotations

import math

import pytest

from runner.outputs.report import charts, numbers, results
from runner.outputs.report.axes import Bar
from tests.outputs.pages import Element, read
from tests.outputs.reports import SCENARIOS, answer, article, drawn, rows, written
from tests.outputs.test_comparison import FACTS

# --- What it says


def test_every_table_shows_what_its_query_gives(page, warehouse):
    """The query is taken from the page and asked of the warehouse, as a reader would."""
    compared, turned = 0, []
    for details in page.all("details", class_="sql"):
        table = table_before(details)
        if table is None:
            continue
        columns = table.attributes["data-columns"].split()
        found = rows(warehouse, details.one("code").content[0])
        if not set(columns) <= set(found[0]):
            turned.append(table.one("caption").text)
            continue
        shown = [
            tuple(said(cell) for cell in row.all("th", "td"))
            for row in table.one("tbody").all("tr")
        ]
        expected = [tuple(exact(row[name]) for name in columns) for row in found]
        assert sorted(shown) == sorted(expected)
        compared += len(expected)
    assert compared > 200
    # A column for each test: compared with the mart below.
    assert turned == ["Nondiscrimination tests"]


def table_before(details):
    """The table that a query belongs to: in the element right before it."""
    siblings = [each for each in details.parent.content if isinstance(each, Element)]
    before = siblings[siblings.index(details) - 1]
    tables = before.all("table")
    return tables[0] if tables else None


def said(cell):
    """The exact value that a cell carries, or an empty text."""
    values = cell.all("data")
    return values[0].attributes["value"] if values else ""


def exact(value):
    return "" if value is None else str(value)


def test_every_figure_has_its_numbers_and_its_query(page):
    assert page.all("figure")
    for figure in page.all("figure"):
        assert figure.all("table"), figure.text
        assert "select" in figure.one("details", class_="sql").one("code").text


def test_charts_draw_what_their_tables_say(page):
    """Bars and lines have the table's values, in its unit."""
    data = drawn(page)
    for figure in page.all("figure"):
        if figure.attributes["id"] not in ("employer_cost", "participation_rate"):
            continue
        table = figure.one("tbody")
        expected = {
            said(row.one("th")): [float(said(cell)) for cell in row.all("td")]
            for row in table.all("tr")
        }
        lines = data[figure.attributes["id"]]["data"]
        assert {line["meta"]: line["y"] for line in lines} == expected

    bars = data["employer_cost-difference"]["data"][0]
    table = page.one("figure", id="employer_cost-difference").one("tbody")
    deltas = sorted(float(said(row.all("td")[2])) for row in table.all("tr"))
    assert sorted([*bars["x"], 0.0]) == deltas  # 'same' has no difference and no bar


def test_a_waterfall_ends_at_the_difference(page, warehouse):
    figure = drawn(page)["drivers-smaller"]["data"][0]
    *parts, total = figure["x"]
    (row,) = rows(
        warehouse,
        "select delta from fct_scenario_deltas "
        "where scenario_id = 'smaller' and metric = 'employer_cost' and period = 'all'",
    )
    assert figure["measure"][-1] == "total"
    assert len(parts) > 1
    assert math.isclose(sum(parts), row["delta"], abs_tol=0.005)
    assert math.isclose(total, row["delta"], abs_tol=0.005)


def test_shares_of_a_row_are_one(page):
    parts = drawn(page)["deferral-rates"]["data"]
    for shares in zip(*(part["x"] for part in parts), strict=True):
        assert math.isclose(sum(shares), 1)


def test_the_answer_names_cost_participation_and_who_gains(page, warehouse):
    (cost,) = rows(
        warehouse,
        "select * from fct_scenario_deltas "
        "where scenario_id = 'richer' and metric = 'employer_cost' and period = 'all'",
    )
    (people,) = rows(
        warehouse,
        "select sum(gainers) as more, sum(losers) as fewer, sum(unchanged) as same "
        "from fct_gainers_losers where scenario_id = 'richer' and period = 'all'",
    )
    text = answer(page, "richer")
    assert f"Costs {numbers.money(cost['delta'])} more over 2026–2028" in text  # noqa: RUF001
    assert numbers.money_between(cost["ci_low"], cost["ci_high"]) in text
    assert "Participation does not change" in text
    assert f"{people['more']} people get more from the employer, nobody gets less" in text
    assert f"{people['same']} the same" in text


def test_a_scenario_like_its_baseline_differs_in_nothing(page):
    text = answer(page, "same")
    assert "Costs the same over" in text
    assert "Participation does not change" in text
    assert "Nobody gets more or less" in text
    assert not article(page, "same").all("figure")
    assert "No difference: The same" in page.one("figure", id="employer_cost-difference").text


def test_the_baseline_says_what_the_plan_costs_and_asks_its_question(page, warehouse):
    (row,) = rows(warehouse, "select * from fct_scenario_summary where scenario_id = 'baseline'")
    text = answer(page, "baseline")
    assert f"Costs the employer {numbers.money(row['horizon_employer_cost'])}" in text
    assert f"{numbers.percent(row['last_year_participation_rate'])} of those eligible" in text
    assert "What if nothing changes?" in text


def test_what_is_different_is_told_with_its_line(page):
    text = article(page, "richer").text
    assert "plan.match.tiers" in text
    assert "richer.yml:2" in text
    assert "[<b>1</b>]" in text


def test_that_nothing_is_different_is_said_only_where_it_is_known(warehouse, tmp_path):
    page = read(written(warehouse, tmp_path, assumptions={"same": []}).read_text("utf-8"))
    said_so = "It assumes the same as its baseline"
    assert said_so in article(page, "same").text
    assert said_so not in article(page, "smaller").text


def test_what_is_projected_failed_and_where_it_comes_from_is_told(page):
    assert "2027–2028 are not published yet" in page.one("main").text  # noqa: RUF001
    assert "typo.yml:3: unknown <parameter>." in page.one("main").text
    for said_of in (FACTS.batch_id, FACTS.command, "duckdb 1.5.6", "Seed"):
        assert said_of in page.one("main").text


def test_tests_of_the_plan_agree_with_the_mart(page, warehouse):
    section = page.one("h2", id="tests").parent
    (table,) = section.all("table")
    shown = {
        row.one("th").one("data").attributes["value"]: [cell.text for cell in row.all("td")]
        for row in table.one("tbody").all("tr")
    }
    failing = {
        row["scenario_id"]
        for row in rows(
            warehouse,
            "select distinct scenario_id from fct_nondiscrimination "
            "where test = 'adp' and not passes",
        )
    }
    assert {name for name, (adp, *_) in shown.items() if adp.startswith("Fails")} == failing
    assert set(shown) == set(SCENARIOS)


# --- How numbers are written


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0, "$0"),
        (0.4, "$0"),
        (948.2, "$948"),
        (12_345, "$12,300"),
        (310_499, "$310,000"),
        (-310_499, "$310,000"),
        (949_999, "$950,000"),
        (950_000, "$950,000"),
        (999_960, "$1.0 million"),
        (1_249_000, "$1.2 million"),
        (999_960_000, "$1.0 billion"),
        (2_345_000_000, "$2.3 billion"),
    ],
)
def test_money_is_said_as_people_say_it(value, expected):
    assert numbers.money(value) == expected


def test_the_ends_of_an_interval_can_be_told_apart():
    assert numbers.money_between(1_249_000, 1_251_000) == "$1.249 million to $1.251 million"
    assert numbers.money_between(2_890_000, 3_007_000) == "$2.89 million to $3.01 million"
    assert numbers.money_between(10_119_000, 10_403_000) == "$10.1 million to $10.4 million"
    assert numbers.money_between(-3_000, 2_000) == f"{numbers.MINUS}$3,000 to $2,000"


@pytest.mark.parametrize(
    ("value", "kind", "expected"),
    [
        (1234567.891, "dollars", "$1,234,567.89"),
        (-1.5, "dollars_change", f"{numbers.MINUS}$1.50"),
        (0.0, "dollars_change", "$0.00"),
        (0.74321, "rate", "74.32%"),
        (0.0127, "rate_change", "+1.27 pts"),
        (None, "rate", numbers.DASH),
        (1523.8, "people", "1,523.8"),
        (1523.0, "people", "1,523"),
    ],
)
def test_tables_have_numbers_in_full(value, kind, expected):
    assert numbers.cell(value, kind) == expected


@pytest.mark.parametrize(
    ("ends", "ticks"),
    [
        ((0, 9.4e6), ["$0", "$2M", "$4M", "$6M", "$8M", "$10M"]),
        ((-4.6e6, 10.4e6), [f"{numbers.MINUS}$5M", "$0", "$5M", "$10M", "$15M"]),
    ],
)
def test_axes_have_round_values_with_the_sign_first(ends, ticks):
    rows = [Bar("a", "", end) for end in ends]
    assert charts.bars(rows, "dollars")["layout"]["xaxis"]["ticktext"] == ticks


def test_narrowed_answers_are_what_the_narrowed_query_gives(warehouse):
    whole = results.read(warehouse)["figures"]
    part = whole.narrowed(scenario_id="richer", is_horizon=True)
    assert part.rows == rows(warehouse, part.sql)
    assert 0 < len(part.rows) < len(whole.rows)
