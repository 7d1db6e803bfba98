"""The report says what the marts say, to everybody, and nothing that a user wrote runs in it."""

from __future__ import annotations

import base64
import hashlib
import json
import math
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise

import duckdb
import plotly.graph_objects
import pytest

from runner.errors import OutputError
from runner.outputs.facts import Assumption
from runner.outputs.report import charts, figures, looks, numbers, results, write_report
from tests.outputs.pages import Element, read
from tests.outputs.test_comparison import FACTS

SMALL = (
    "simulation: {years: 3, replicates: 3}, census: {sample_size: 150}, "
    "plan: {automatic_enrollment: {enabled: false}"
)
HOSTILE = {
    "script": "</script><script>document.title='run'</script>",
    "template": "{{ 7 * 7 }} {% raw %}",
    "image": "<img src=x onerror=\"document.title='run'\">",
    "label": "<b>bold</b> %{x} &lt;i&gt; $x^2$ <a href='javascript:1'>a</a>",
}
QUESTION = "Why </title><svg onload=alert(1)> & \"'?"
SCENARIOS = {
    "baseline": f"# What if nothing changes?\nlabel: Today\nkind: base\n"
    f"parameters: {{{SMALL}}}}}\n",
    "same": f"label: The same\nparameters: {{{SMALL}}}}}\n",
    "richer": f"label: Richer match\nparameters: {{{SMALL}, "
    "match: {tiers: [{up_to: 0.06, rate: 1.0}]}}}\n",
    "smaller": f"label: Smaller\nparameters: {{{SMALL}, "
    "automatic_increase: {enabled: true, scope: all}, "
    "match: {tiers: [{up_to: 0.04, rate: 0.4}]}}, workforce: {growth_rate: -0.05}}\n",
} | {
    name: f"label: {json.dumps(label)}\ndescription: {json.dumps(label)}\n"
    f"parameters: {{{SMALL}, match: {{tiers: [{{up_to: 0.0{number}, rate: 1.0}}]}}}}}}\n"
    for number, (name, label) in enumerate(HOSTILE.items(), start=3)
}


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory):
    """A small company, built: a scenario without a difference, two with, four hostile ones."""
    folder = tmp_path_factory.mktemp("report")
    (folder / "scenarios").mkdir()
    for name, text in SCENARIOS.items():
        (folder / "scenarios" / f"{name}.yml").write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "runner", "build", "--no-detail-exports"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return folder / "batch_outputs" / "warehouse.duckdb"


@pytest.fixture(scope="module")
def file(warehouse, tmp_path_factory):
    """The report of the small company, with what its files say."""
    return written(warehouse, tmp_path_factory.mktemp("written"))


@pytest.fixture(scope="module")
def page(file):
    return read(file.read_text("utf-8"))


def written(warehouse, folder, **facts):
    """A report, with a question and assumptions as a build passes them on."""
    said = {
        "questions": {"baseline": "What if nothing changes?", "script": QUESTION},
        "assumptions": {
            "richer": [Assumption("plan.match.tiers", "[0.5]", "[<b>1</b>]", "richer.yml:2")]
        },
        "failed": [("typo", "typo.yml:3: unknown <parameter>.")],
    }
    target = folder / "report.html"
    write_report(warehouse, target, replace(FACTS, **(said | facts)))
    return target


def copied(warehouse, folder, *statements):
    """A copy of the warehouse in which the statements have run."""
    target = folder / "copy.duckdb"
    shutil.copy(warehouse, target)
    with duckdb.connect(str(target)) as connection:
        for statement in statements:
            connection.execute(statement)
    return target


def rows(warehouse, sql):
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        cursor = connection.execute(sql)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, each, strict=True)) for each in cursor.fetchall()]


def article(page, name):
    """The part of the page about one scenario."""
    heading = page.one(id=f"scenario-{name}")
    return next(each for each in heading.above() if each.name == "article")


def answer(page, name):
    """The sentences about one scenario in the summary."""
    link = page.one("a", href=f"#scenario-{name}")
    return next(each for each in link.above() if each.name == "li").text


def drawn(page):
    """The charts' data by id."""
    return json.loads(page.one("script", id="charts").text)


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


# --- What users wrote


@pytest.mark.parametrize("name", HOSTILE)
def test_text_of_users_is_text(page, name):
    heading = page.one(id=f"scenario-{name}")
    assert heading.text == HOSTILE[name]


def test_nothing_of_users_becomes_an_element_or_runs(page):
    assert len(page.all("script")) == 3
    assert page.all("img") == []
    assert {each.name for each in page.all("svg")} == {"svg"}
    handlers = [key for each in page.within() for key in each.attributes if key.startswith("on")]
    assert handlers == []
    assert answer(page, "script").count(QUESTION) == 1


def test_labels_in_charts_are_neither_markup_nor_templates(page):
    """plotly reads tags and entities in labels: what is left of them are entities."""
    data = drawn(page)
    labels = [trace["name"] for trace in data["employer_cost"]["data"]]
    assert not [label for label in labels if "<" in label]
    assert "&lt;b&gt;bold&lt;/b&gt; &#37;{x} &amp;lt;i&amp;gt;" in " ".join(labels)
    templates = re.findall(r'"(?:hover|text)template":"([^"]*)"', json.dumps(data))
    assert not [each for each in templates if "bold" in each or "onerror" in each]


def test_the_data_of_charts_ends_no_script(file):
    data = file.read_text("utf-8").partition('id="charts">')[2].partition("</script>")[0]
    assert json.loads(data)
    assert not re.search("[<>&\u2028\u2029]", data)


# --- What it needs


def test_only_its_own_scripts_run_and_nothing_is_fetched(page):
    (policy,) = (
        each.attributes["content"]
        for each in page.all("meta")
        if each.attributes.get("http-equiv") == "Content-Security-Policy"
    )
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    scripts = [each for each in page.all("script") if "type" not in each.attributes]
    hashes = {
        f"'sha256-{base64.b64encode(hashlib.sha256(script.content[0].encode()).digest()).decode()}'"
        for script in scripts
    }
    assert set(rules["script-src"].split()) == hashes
    assert rules["default-src"] == "'none'"
    assert rules["img-src"] == "data: blob:"
    assert not set(rules) & {"connect-src", "font-src", "frame-src", "object-src"}
    assert rules["base-uri"] == rules["form-action"] == "'none'"


def test_it_refers_to_nothing_outside(page):
    for each in page.within():
        for key in ("src", "href", "action", "data", "poster", "srcset"):
            if (value := each.attributes.get(key)) is not None:
                assert value.startswith("#"), (each.name, value)
    assert page.all("link", "iframe", "object", "embed", "form", "base") == []
    assert not re.search(r"@import|url\(", page.one("style").text)


def test_its_links_lead_somewhere_and_ids_are_unique(page):
    ids = [each.attributes["id"] for each in page.within() if "id" in each.attributes]
    assert len(ids) == len(set(ids))
    aims = {each.attributes["href"][1:] for each in page.all("a")}
    assert aims <= set(ids)
    for each in page.within():
        for name in (each.attributes.get("aria-labelledby") or "").split():
            assert name in ids


# --- For everybody


def test_it_has_landmarks_a_language_and_a_way_past_the_navigation(page):
    assert page.one("html").attributes["lang"] == "en"
    assert page.one("title").text
    assert page.one("nav").attributes["aria-label"]
    for name in ("header", "main", "footer", "h1"):
        assert page.one(name)
    skip = page.one("body").all("a")[0]
    assert page.one(id=skip.attributes["href"][1:]).name == "main"
    assert "width=device-width" in page.one("meta", name="viewport").attributes["content"]


def test_headings_descend_in_order(page):
    levels = [int(each.name[1]) for each in page.all("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_tables_name_their_rows_columns_and_themselves(page):
    assert page.all("table")
    for table in page.all("table"):
        assert table.one("caption").text
        heads = table.one("thead").all("th")
        assert all(head.attributes["scope"] == "col" and head.text for head in heads)
        for row in table.one("tbody").all("tr"):
            assert row.one("th").attributes["scope"] == "row"
            assert len(row.all("th", "td")) == len(heads)
        around = table.parent.attributes
        assert around["tabindex"] == "0" and around["role"] == "region" and around["aria-label"]


def test_every_chart_has_a_text_in_its_place(page):
    places = page.all("div", class_="chart")
    assert places
    assert {place.attributes["data-chart"] for place in places} == set(drawn(page))
    for place in places:
        assert place.attributes["role"] == "img"
        assert re.search(r"\d", place.attributes["aria-label"])


def test_styles_heed_dark_mode_print_motion_and_focus(page):
    styles = page.one("style").text
    for asked in (
        "prefers-color-scheme: dark",
        "@media print",
        "prefers-reduced-motion",
        ":focus-visible",
        "break-inside: avoid",
    ):
        assert asked in styles


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


LEAST = {"ink": 7, "muted": 4.5, "blue": 4.5} | dict.fromkeys(
    ("vermilion", "green", "purple", "ochre", "picked"), 3
)


@pytest.mark.parametrize("ground", ["light", "dark"])
@pytest.mark.parametrize("name", LEAST)
def test_colours_stand_out(name, ground):
    """WCAG 2.2: 4.5:1 for text, here 7:1 for running text; 3:1 for what charts draw."""
    colour, paper, shade = (
        getattr(looks.PALETTE[each], ground) for each in (name, "paper", "shade")
    )
    assert min(contrast(colour, paper), contrast(colour, shade)) >= LEAST[name] - 0.5 * (
        name == "ink"
    )


def test_texts_on_steps_stand_out():
    for step, text in zip(looks.STEPS, looks.ON_STEPS, strict=True):
        assert contrast(step, text) >= 4.5


def test_lines_differ_in_more_than_colour():
    lines = [looks.BASELINE, *looks.LINES]
    assert len({line.marker for line in lines}) == len(lines)
    assert len({line.colour for line in lines}) == len(lines)


# --- One scenario, and many


def test_plotly_takes_every_chart(page):
    """With all of its checks, which a build does without because they are slow."""
    for name, chart in drawn(page).items():
        plotly.graph_objects.Figure(chart), name


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


def many(warehouse, folder, count):
    """The warehouse with copies of a scenario, each a little further from the baseline."""
    tables = {
        "dim_scenarios": "label = 'Copy ' || number",
        "fct_scenario_summary": "",
        "fct_scenario_trends": "value = value * (1 + number / 100)",
        "fct_scenario_deltas": "delta = delta * (1 + number / 100)",
        "fct_nondiscrimination": "",
        "fct_cost_attribution": "",
        "fct_gainers_losers": "",
        "fct_workforce_snapshot": "",
    }
    statements = []
    for table, changed in tables.items():
        name, _, value = changed.partition(" = ")
        replaced = f", {value} as {name}" if name else ""
        statements.append(
            f"insert into {table} by name select * replace "
            f"('copy_' || number as scenario_id{replaced}) from {table}, "
            f"range(1, {count + 1}) as numbers (number) where scenario_id = 'smaller'".replace(
                "select * replace", "select * exclude (number) replace"
            )
        )
    return copied(warehouse, folder, *statements)


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
    rows = [charts.Bar("a", "", end) for end in ends]
    assert charts.bars(rows, "dollars")["layout"]["xaxis"]["ticktext"] == ticks


def test_narrowed_answers_are_what_the_narrowed_query_gives(warehouse):
    whole = results.read(warehouse)["figures"]
    part = whole.narrowed(scenario_id="richer", is_horizon=True)
    assert part.rows == rows(warehouse, part.sql)
    assert 0 < len(part.rows) < len(whole.rows)


# --- In a browser

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")


@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium to open the report in")
@pytest.mark.parametrize("width", [390, 1440])
def test_a_browser_draws_it_without_an_error_or_a_request(file, tmp_path, width):
    log = tmp_path / "net.json"
    done = subprocess.run(
        [
            CHROMIUM,
            *("--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr"),
            *(f"--user-data-dir={tmp_path / 'profile'}", "--disable-background-networking"),
            *("--no-first-run", "--host-resolver-rules=MAP * ~NOTFOUND"),
            *(f"--window-size={width},2000", "--virtual-time-budget=30000"),
            *(f"--log-net-log={log}", "--dump-dom", file.as_uri()),
        ],
        capture_output=True,
        text=True,
        timeout=180,
    )
    assert "CONSOLE" not in done.stderr
    assert requests_of_the_page(log) == []
    dom = done.stdout
    assert dom.count('class="main-svg"') >= 2 * len(drawn(read(file.read_text("utf-8"))))
    assert "<title>Eight plan designs compared</title>" in dom  # no script of a user has run
    # As text of an SVG element: plotly has not taken it for markup.
    assert "&lt;b&gt;bold&lt;/b&gt; %{x} &amp;lt;i&amp;gt;" in dom


def requests_of_the_page(log):
    """What the page asked a network for; the browser's own requests have no page behind them."""
    events = json.loads(log.read_text("utf-8", "replace"))["events"]
    asked = [event["params"] for event in events if "initiator" in event.get("params", {})]
    return [
        each["url"]
        for each in asked
        if each["initiator"] != "not an origin" and not each["url"].startswith("file:")
    ]
