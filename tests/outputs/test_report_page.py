"""The report's page: for everybody, by itself, and nothing that a user wrote runs in it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
import subprocess
from itertools import pairwise

import plotly.graph_objects
import pytest

from runner.outputs.report import looks
from tests.outputs.pages import read
from tests.outputs.reports import HOSTILE, QUESTION, answer, drawn

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


def test_plotly_takes_every_chart(page):
    """With all of its checks, which a build does without because they are slow."""
    for name, chart in drawn(page).items():
        plotly.graph_objects.Figure(chart), name


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
