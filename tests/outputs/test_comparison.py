"""The comparison workbook says what the marts say, and nothing else."""

from __future__ import annotations

import datetime as dt
import json
import re
import time
import zipfile
from dataclasses import replace
from itertools import product

import duckdb
import pytest
from openpyxl import load_workbook

from runner.errors import OutputError
from runner.outputs import sheets
from runner.outputs.comparison import write_comparison
from runner.outputs.comparison.attribution import DRIVERS
from runner.outputs.comparison.metrics import SUMMARY_METRICS, titled, value_format
from runner.outputs.facts import METRICS, BatchFacts, CensusFact, metric_label
from runner.outputs.sheets import DASH

PEOPLE = {"participants", "headcount", "eligible", "hires", "terminations"}
RATES = {
    "participation_rate",
    "average_deferral_rate",
    "average_deferral_rate_eligible",
    "employer_cost_rate",
}
UNITS = {
    name: "people" if name in PEOPLE else "rate" if name in RATES else "dollars" for name in METRICS
}
FACTS = BatchFacts(
    batch_id="20261120T091200_batch_run",
    started_at=dt.datetime(2026, 11, 20, 9, 12, tzinfo=dt.UTC),
    command="runner build --scenarios all",
    seconds=12.5,
    versions={"runner": "0.1.0", "duckdb": "1.5.6", "dbt-core": "1.11.16"},
    censuses={"c1": CensusFact("people.csv", dt.date(2025, 12, 31))},
)

MARTS = """
create schema staging;
create table dim_scenarios (
    scenario_id varchar, label varchar, description varchar, kind varchar, tags varchar[],
    baseline_id varchar, workforce_id varchar, census_id varchar, file varchar,
    fingerprint varchar, status varchar, seed bigint, replicates integer, start_year integer,
    end_year integer, built_at timestamp
);
create table fct_scenario_trends (
    scenario_id varchar, metric varchar, plan_year integer, unit varchar, value double,
    change double, growth_rate double
);
create table fct_scenario_deltas (
    scenario_id varchar, baseline_id varchar, period varchar, metric varchar, plan_year integer,
    unit varchar, baseline_value double, value double, delta double, delta_percent double,
    standard_error double, ci_low double, ci_high double, share_positive double,
    replicates integer, impact_rank integer
);
create table fct_gainers_losers (
    scenario_id varchar, baseline_id varchar, period varchar, age_band varchar,
    tenure_band varchar, pay_band varchar, plan_year integer, people bigint, gainers bigint,
    losers bigint, unchanged bigint, total_change decimal(18, 2), mean_change double,
    employee_total_change decimal(18, 2), employee_mean_change double,
    people_only_in_scenario bigint, people_only_in_baseline bigint,
    cost_only_in_scenario decimal(18, 2), cost_only_in_baseline decimal(18, 2)
);
create table fct_cost_attribution (
    scenario_id varchar, baseline_id varchar, period varchar, driver varchar, plan_year integer,
    driver_order integer, cost_before double, part double, cost_after double,
    standard_error double, ci_low double, ci_high double, share_positive double,
    replicates integer
);
create table fct_census_issues (
    census_id varchar, row_number bigint, field varchar, value varchar, problem varchar,
    action varchar
);
create table fct_nondiscrimination (
    scenario_id varchar, replicate integer, test varchar, plan_year integer, hce_count bigint,
    nhce_count bigint, key_count bigint, hce_average double, nhce_average double,
    nhce_average_tested double, nhce_average_needed double, tested_value double,
    limit_value double, branch varchar, excess_amount decimal(18, 2), refund decimal(18, 2),
    recharacterized decimal(18, 2), forfeited_match decimal(18, 2), qnec_rate double,
    qnec_cost decimal(18, 2), shift_rate double, minimum_rate double,
    minimum_cost decimal(18, 2), is_deemed_passed boolean, passes boolean
);
create table fct_design_checks (
    scenario_id varchar, check_name varchar, plan_year integer, law varchar, finding varchar,
    applies boolean, passes boolean
);
create table staging.stg_statutory_limits (
    scenario_key integer, plan_year integer, elective_deferral decimal(18, 2),
    is_projected boolean
);
insert into fct_census_issues values
    ('c1', 7, 'hire_date', '2031-01-01', 'after the census date', 'row left out'),
    ('c1', 8, 'hire_date', '2031-01-01', 'after the census date', 'row left out'),
    ('c1', null, 'gender', '12', 'empty in all rows', 'taken as unknown'),
    ('another', 1, 'age', '200', 'not plausible', 'assumed');
insert into staging.stg_statutory_limits
select key, year, 24500, year >= 2027
from unnest([1, 2]) as keys (key), unnest(range(2025, 2029)) as years (year);
"""

# A value of its own for every scenario, metric and year: a cell in a wrong place is found.
BASE = {"people": 1000.25, "dollars": 1_000_000.37, "rate": 0.031}
STEP = {"people": 1.5, "dollars": 1234.56, "rate": 0.00071}


def amount(number, metric, year):
    unit, place = UNITS[metric], list(METRICS).index(metric)
    return BASE[unit] + STEP[unit] * (
        100 * number**2 + 7 * place + (year - 2026) + number * year / 97
    )


def write_marts(path, scenarios, replicates=3, years=(2026, 2027, 2028)):
    """A database with marts; ``scenarios`` maps ids to columns of dim_scenarios that differ."""
    plain = dict.fromkeys(["label", "baseline_id"]) | {
        "description": "As the plan document says.",
        "kind": "custom",
        "tags": ["plan"],
        "workforce_id": "w1",
        "census_id": "c1",
        "file": "scenarios/some.yml",
        "fingerprint": "ab" * 32,
        "status": "completed",
        "seed": 0,
        "replicates": replicates,
        "start_year": years[0],
        "end_year": years[-1],
        "built_at": dt.datetime(2026, 11, 20),
    }
    with duckdb.connect(str(path)) as connection:
        connection.execute(MARTS)
        numbers = {name: number for number, name in enumerate(scenarios)}
        rows = {
            "dim_scenarios": [],
            "fct_scenario_trends": [],
            "fct_scenario_deltas": [],
            "fct_gainers_losers": [],
            "fct_cost_attribution": [],
        }
        for name, given in scenarios.items():
            row = plain | {"scenario_id": name, "label": f"Label of {name}"} | given
            rows["dim_scenarios"].append(row)
            rows["fct_scenario_trends"] += trends(row, numbers[name])
            if row["baseline_id"]:
                rows["fct_scenario_deltas"] += deltas(row, numbers[name], numbers, replicates)
                rows["fct_gainers_losers"] += gainers(row, numbers[name])
                rows["fct_cost_attribution"] += parts(row, numbers[name], replicates)
        for table, found in rows.items():
            insert(connection, table, found)
        connection.execute(summary_sql())
    return path


def trends(row, number):
    for metric, year in product(METRICS, range(row["start_year"], row["end_year"] + 1)):
        value, before = amount(number, metric, year), amount(number, metric, year - 1)
        first = year == row["start_year"]
        yield {
            "scenario_id": row["scenario_id"],
            "metric": metric,
            "plan_year": year,
            "unit": UNITS[metric],
            "value": value,
            "change": None if first else value - before,
            "growth_rate": None if first else value / before - 1,
        }


def deltas(row, number, numbers, replicates):
    years = range(row["start_year"], row["end_year"] + 1)
    baseline = numbers[row["baseline_id"]]
    for period in ("all", *map(str, years)):
        for rank, metric in enumerate(METRICS, start=1):
            year = row["end_year"] + 1 if period == "all" else int(period)
            value, base = amount(number, metric, year), amount(baseline, metric, year)
            delta, error = value - base, abs(value - base) / 10
            many = replicates > 1
            yield {
                "scenario_id": row["scenario_id"],
                "baseline_id": row["baseline_id"],
                "period": period,
                "metric": metric,
                "plan_year": None if period == "all" else int(period),
                "unit": UNITS[metric],
                "baseline_value": base,
                "value": value,
                "delta": delta,
                "delta_percent": delta / base,
                "standard_error": error if many else None,
                "ci_low": delta - 2 * error if many else None,
                "ci_high": delta + 2 * error if many else None,
                "share_positive": 1 - rank / 100,
                "replicates": replicates,
                "impact_rank": rank,
            }


AGES, TENURES, PAY = ("0-24", "65+"), ("2-4", "10-19"), ("0-49k", "100-149k")


def periods_of(row):
    years = range(row["start_year"], row["end_year"] + 1)
    return [("all", None), *((str(year), year) for year in years)]


def gainers(row, number):
    """Counts of which no sum over one band equals another."""
    for place, ((period, year), age, tenure, pay) in enumerate(
        product(periods_of(row), AGES, TENURES, PAY)
    ):
        base = 10_000 * number + 3**place % 997 + place
        yield {
            "scenario_id": row["scenario_id"],
            "baseline_id": row["baseline_id"],
            "period": period,
            "age_band": age,
            "tenure_band": tenure,
            "pay_band": pay,
            "plan_year": year,
            "people": 6 * base,
            "gainers": base,
            "losers": 2 * base,
            "unchanged": 3 * base,
            "total_change": round(base * 1.37, 2),
            "employee_total_change": round(base * -2.11, 2),
            "people_only_in_scenario": 5 * base,
            "people_only_in_baseline": 7 * base,
            "cost_only_in_scenario": round(base * 3.01, 2),
            "cost_only_in_baseline": round(base * 4.03, 2),
        }


def parts(row, number, replicates):
    """Five parts of different sizes and signs, one after the other."""
    for period, year in periods_of(row):
        cost = 1_000_000.25 + 1000 * number + (year or 0)
        for order, driver in enumerate(DRIVERS, start=1):
            part = (-1) ** order * (10_000.5 * order + number)
            yield {
                "scenario_id": row["scenario_id"],
                "baseline_id": row["baseline_id"],
                "period": period,
                "driver": driver,
                "plan_year": year,
                "driver_order": order,
                "cost_before": cost,
                "part": part,
                "cost_after": cost + part,
                "ci_low": part - 7 * order if replicates > 1 else None,
                "ci_high": part + 9 * order if replicates > 1 else None,
                "replicates": replicates,
            }
            cost += part


def insert(connection, table, rows):
    """Insert rows as one JSON value: many times faster than a list for each column."""
    rows = list(rows)
    if rows:
        types = connection.execute(
            "select column_name, data_type from duckdb_columns() where table_name = ?", [table]
        ).fetchall()
        shape = {
            name: [kind.removesuffix("[]")] if kind.endswith("[]") else kind
            for name, kind in types
            if name in rows[0]
        }
        connection.execute(
            f"insert into {table} by name select found.* from "
            "(select unnest(from_json($rows::json, $shape)) as found)",
            {"rows": json.dumps(rows, default=str), "shape": json.dumps([shape])},
        )


def summary_sql():
    """The horizon's values are any that are not a year's: those of the year after the last."""
    columns = [
        f"max(value) filter (metric = '{metric}' and plan_year = end_year) {operation}"
        f" as {period}_{metric}"
        for metric in METRICS
        for period, operation in (("horizon", "* 1.5"), ("last_year", ""))
    ]
    return (
        "create table fct_scenario_summary as "
        f"select scenario_id, start_year, end_year, replicates, {', '.join(columns)} "
        "from dim_scenarios inner join fct_scenario_trends using (scenario_id) group by 1, 2, 3, 4"
    )


THREE = {
    "cheap": {"baseline_id": "baseline"},
    "baseline": {"label": "Today's plan"},
    "rich": {"baseline_id": "baseline"},
}


@pytest.fixture
def report(tmp_path):
    """Writes marts and the report, and returns the database, the workbook's path and it opened."""

    def write(scenarios=THREE, facts=FACTS, change="", **options):
        database = write_marts(tmp_path / "warehouse.duckdb", scenarios, **options)
        if change:
            with duckdb.connect(str(database)) as connection:
                connection.execute(change)
        write_comparison(database, tmp_path / "comparison_report.xlsx", facts)
        return database, load_workbook(tmp_path / "comparison_report.xlsx")

    return write


def query(database, sql, parameters=()):
    with duckdb.connect(str(database), read_only=True) as connection:
        cursor = connection.execute(sql, list(parameters))
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def header_row(sheet):
    return int(re.match(r"[A-Z]+(\d+)", sheet.auto_filter.ref)[1])


def table(sheet):
    """The cells of the sheet's table, row by row, each row as a list."""
    last = int(re.search(r"(\d+)$", sheet.auto_filter.ref)[1])
    return [list(row) for row in sheet.iter_rows(header_row(sheet) + 1, last)]


def titles(sheet):
    return [cell.value for cell in sheet[header_row(sheet)]]


def texts(sheet):
    return "\n".join(
        str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None
    )


def shown(value):
    return DASH if value is None else value


# What the cells say ------------------------------------------------------------------------------


def test_the_sheets_are_in_order(report):
    _, book = report()

    assert book.sheetnames == [
        "Summary",
        "Trends",
        "Trend charts",
        "Delta",
        "Gainers and losers",
        "Attribution",
        "Waterfall",
        "Nondiscrimination",
        "Design checks",
        "Assumptions",
        "About",
    ]


def test_summary_shows_every_metric_and_difference_of_every_period(report):
    database, book = report()
    found = {row["scenario_id"]: row for row in query(database, "from fct_scenario_summary")}
    yearly = {
        (row["scenario_id"], str(row["plan_year"]), row["metric"]): row["value"]
        for row in query(database, "from fct_scenario_trends")
    }
    differences = {
        (row["scenario_id"], row["period"], row["metric"]): row["delta"]
        for row in query(database, "from fct_scenario_deltas")
    }
    head = titles(book["Summary"])

    for label, identity, *cells in table(book["Summary"]):
        expected = []
        for period in ("all", "2028", "2026", "2027"):
            for metric in SUMMARY_METRICS:
                whole = found[identity.value][f"horizon_{metric}"]
                expected.append(yearly.get((identity.value, period, metric), whole))
                expected.append(shown(differences.get((identity.value, period, metric))))
        assert [cell.value for cell in cells] == expected
        assert label.value == {"baseline": "Today's plan"}.get(
            identity.value, f"Label of {identity.value}"
        )
    names = [titled(metric, unit) for metric, unit in SUMMARY_METRICS.items()]
    assert head == ["Scenario", "ID", *4 * [t for n in names for t in (n, difference_title(n))]]


def difference_title(name):
    metric = next(m for m, unit in SUMMARY_METRICS.items() if titled(m, unit) == name)
    sign = {"people": "", "dollars": " ($)", "rate": " (points)"}[SUMMARY_METRICS[metric]]
    return f"{metric_label(metric)}: difference{sign}"


def test_summary_has_the_baseline_first_and_then_the_dearest(report):
    _, book = report()

    assert [row[1].value for row in table(book["Summary"])] == ["baseline", "rich", "cheap"]
    assert "Baseline: Today's plan (baseline)." in texts(book["Summary"])
    assert "Horizon: 2026 to 2028; last year: 2028." in texts(book["Summary"])
    assert "means over 3 replicates" in texts(book["Summary"])


def test_trends_show_every_value_and_growth(report):
    database, book = report()
    found = {
        (row["metric"], row["scenario_id"], row["plan_year"]): row
        for row in query(database, "from fct_scenario_trends")
    }
    years = [2026, 2027, 2028]
    rows = table(book["Trends"])

    assert titles(book["Trends"]) == ["Metric", "Scenario", "ID", *years, *years[1:]]
    keys = [(row[0].value, row[2].value) for row in rows]
    assert keys == [
        (titled(metric, UNITS[metric]), name)
        for metric, name in product(METRICS, ["baseline", "rich", "cheap"])
    ]
    for (metric, name), (*_, a, b, c, growth_b, growth_c) in zip(
        product(METRICS, ["baseline", "rich", "cheap"]), rows, strict=True
    ):
        expected = [found[metric, name, year] for year in years]
        assert [cell.value for cell in (a, b, c)] == [row["value"] for row in expected]
        assert growth_b.value == expected[1]["growth_rate"]
        assert growth_c.value == expected[2]["growth_rate"]


def test_delta_shows_every_difference_the_largest_first(report):
    database, book = report()
    expected = query(database, "from fct_scenario_deltas")
    rows = [[cell.value for cell in row] for row in table(book["Delta"])]
    labels = {metric_label(name): name for name in METRICS}
    found = {
        (row[3], "all" if row[1] == "All years*" else str(row[1]), labels[row[5]]): row
        for row in rows
    }

    assert len(rows) == len(found) == len(expected) == 2 * 4 * len(METRICS)
    for row in expected:
        names = ("baseline_value", "value", "delta", "delta_percent", "standard_error", "ci_low")
        names += ("ci_high", "share_positive", "replicates")
        values = found[row["scenario_id"], row["period"], row["metric"]]
        assert values[7:] == [row[name] for name in names]
        assert values[0] == row["impact_rank"]
        assert values[4] == row["baseline_id"]
        assert values[6] == row["unit"]
    periods = [row[1] for row in rows]
    assert list(dict.fromkeys(periods)) == ["All years*", 2026, 2027, 2028]
    for period in dict.fromkeys(periods):
        sizes = [abs(row[10]) for row in rows if row[1] == period]
        assert sizes == sorted(sizes, reverse=True)


def test_delta_is_found_by_its_titles(report):
    _, book = report()

    assert titles(book["Delta"]) == [
        *("Rank", "Period", "Scenario", "ID", "Compared with", "Metric", "Unit", "Baseline"),
        *("Scenario's value", "Difference", "Difference %", "Standard error"),
        *("95 % interval: from", "95 % interval: to", "Share positive", "Replicates"),
    ]


def test_delta_leaves_certainty_out_for_one_replicate_and_says_so(report):
    _, book = report(replicates=1)

    assert titles(book["Delta"])[-1] == "Difference %"
    assert "There is one replicate" in texts(book["Delta"])
    assert "One replicate." in texts(book["Summary"])


@pytest.mark.parametrize("sheet", ["Summary", "Trends", "Delta"])
def test_no_cell_of_a_table_is_blank(report, sheet):
    _, book = report()

    assert [c.coordinate for row in table(book[sheet]) for c in row if c.value is None] == []


def test_no_column_of_numbers_is_constant(report):
    """Each fixture value occurs once: equal numbers would come from a wrong cell."""
    _, book = report()

    for column in zip(*table(book["Summary"]), strict=True):
        values = [cell.value for cell in column]
        assert len(set(values)) == len(values)


def test_a_difference_relative_to_zero_is_a_dash_that_is_explained(report):
    _, book = report(
        change="update fct_scenario_deltas set baseline_value = 0, delta_percent = null "
        "where metric = 'employer_core'"
    )
    rows = [row for row in table(book["Delta"]) if row[5].value == "Employer core"]

    assert {row[10].value for row in rows} == {DASH}
    assert {row[7].value for row in rows} == {0}
    assert f"Dash ({DASH}): relative to zero" in texts(book["Delta"])
    # Last in its period, as in the mart's ranking.
    metrics = [row[5].value for row in table(book["Delta"]) if row[1].value == "All years*"]
    assert metrics[-2:] == ["Employer core"] * 2


def test_missing_and_infinite_numbers_are_dashes(report):
    _, book = report(
        change="update fct_scenario_trends set value = 'nan', growth_rate = 'inf' "
        "where metric = 'hires' and plan_year = 2027"
    )
    row = next(row for row in table(book["Trends"]) if row[0].value == "Hires")

    assert (row[4].value, row[6].value) == (DASH, DASH)
    assert f"Dash ({DASH})" in texts(book["Trends"])


# One scenario, many, and those that differ -------------------------------------------------------


def test_one_scenario_has_nothing_to_be_compared_with(report):
    _, book = report({"alone": {}})

    assert "one scenario and nothing to compare it with" in texts(book["Delta"])
    assert "No scenario is compared with a baseline." in texts(book["Summary"])
    (row,) = table(book["Summary"])
    assert row[1].value == "alone"
    assert {cell.value for cell in row[3::2]} == {DASH}
    assert DASH not in {cell.value for cell in row[2::2]}
    assert len(table(book["Trends"])) == len(METRICS)


def test_scenarios_without_a_baseline_are_told_how_to_get_one(report):
    _, book = report({"a": {}, "b": {}})

    assert "no scenario of this batch has a baseline" in texts(book["Delta"])


def test_one_year_has_no_growth(report):
    _, book = report(years=(2026,))

    assert titles(book["Trends"]) == ["Metric", "Scenario", "ID", 2026]


def test_different_baselines_are_named_beside_each_scenario(report):
    _, book = report(
        {
            "old": {},
            "new": {"baseline_id": "old"},
            "newer": {"baseline_id": "new"},
        }
    )

    assert [(row[1].value, row[2].value) for row in table(book["Summary"])] == [
        ("old", DASH),
        ("newer", "new"),
        ("new", "old"),
    ]
    assert "Baselines differ: see 'Compared with'." in texts(book["Summary"])


def test_different_years_are_named_and_those_not_covered_are_dashes(report):
    _, book = report({**THREE, "later": {"start_year": 2027, "end_year": 2029}})

    assert titles(book["Summary"])[2] == "Years"
    assert "2027 to 2029" in [row[2].value for row in table(book["Summary"])]
    assert "see 'Years'" in texts(book["Summary"])
    row = next(row for row in table(book["Trends"]) if row[2].value == "later")
    assert [cell.value == DASH for cell in row[3:7]] == [True, False, False, False]
    # Growth: not in the year before it starts, nor in its first year.
    assert [cell.value == DASH for cell in row[7:]] == [True, False, False]


def test_sixty_scenarios_over_ten_years_are_quick_and_complete(tmp_path):
    scenarios = {"baseline": {}} | {f"s{n}": {"baseline_id": "baseline"} for n in range(59)}
    database = write_marts(tmp_path / "w.duckdb", scenarios, years=tuple(range(2026, 2036)))
    began = time.process_time()
    write_comparison(database, tmp_path / "report.xlsx", FACTS)

    # Usually a fifth of that: only another order of magnitude is a failure.
    assert time.process_time() - began < 5
    with zipfile.ZipFile(tmp_path / "report.xlsx") as archive:
        sizes = [archive.read(f"xl/worksheets/sheet{n}.xml").count(b"<row ") for n in (1, 2, 4)]
    rows = (60, 60 * len(METRICS), 59 * 11 * len(METRICS))
    # Title, explanations, and the header's one or two rows.
    assert [size - count for size, count in zip(sizes, rows, strict=True)] == [8, 6, 6]


def test_what_was_not_built_is_listed_with_its_error(report):
    message = "scenarios/bad.yml:7: unknown parameter 'match.teirs'.\nDid you mean 'match.tiers'?"
    _, book = report(facts=replace(FACTS, failed=[("bad", message)]))
    sheet = book["Summary"]
    last = int(re.search(r"(\d+)$", sheet.auto_filter.ref)[1])
    below = [[cell.value for cell in row if cell.value] for row in sheet.iter_rows(last + 1)]

    first, second = message.split("\n")
    assert [row for row in below if row] == [["Not built"], ["bad", first], [second]]
    assert "1 failed: see the end of Summary" in texts(book["About"])


def test_nothing_built_is_a_workbook_as_well(report):
    _, book = report({}, facts=replace(FACTS, failed=[("bad", "No.")]))

    assert "bad" in texts(book["Summary"])


# What users wrote is text ------------------------------------------------------------------------

ATTACKS = [
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1-1",
    "@SUM(A1)",
    '=HYPERLINK("http://x","y")',
    "</t></is></c><c><f>1+1</f></c>",
    "</script><script>alert(1)</script>",
    "{{ 7 * 7 }}",
    "{% raw %}",
    "#N/A",
    "TRUE",
    "1e5",
    "&amp; \"quoted\" 'text'",
    "Ünïcödé 漢字 🎉",
    "]]>",
]


@pytest.mark.parametrize("text", ATTACKS)
def test_text_stays_text(report, text):
    facts = replace(FACTS, failed=[(text, text)], command=text, batch_id=text)
    attacked = {"label": text, "description": text, "file": text}
    _, book = report({"baseline": attacked, text: {"baseline_id": "baseline", **attacked}}, facts)

    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value is not None} <= {"s", "n", "d"}
    found = [cell for cell in cells if cell.value == text]
    assert len(found) > 10
    assert {(cell.data_type, cell.quotePrefix) for cell in found} == {("s", True)}


def test_no_cell_is_stored_as_a_formula(report, tmp_path):
    report({"baseline": {"label": "=1+1"}, "=2+2": {"baseline_id": "baseline"}})
    with zipfile.ZipFile(tmp_path / "comparison_report.xlsx") as archive:
        names = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        stored = [archive.read(name) for name in names]

    assert len(stored) == 11
    assert not any(b"<f>" in sheet or b"<f " in sheet for sheet in stored)


def test_characters_that_xml_cannot_hold_are_removed(report):
    _, book = report({"base\x00line\x0b\x1f\ufffe": {"label": "Bell\x07 and\r\nbreak\ttab"}})
    (row,) = table(book["Summary"])

    assert [cell.value for cell in row[:2]] == ["Bell and break tab", "baseline"]


def test_text_that_looks_like_an_escape_of_excel_is_kept(report, tmp_path):
    report({"_x0041_": {}})
    with zipfile.ZipFile(tmp_path / "comparison_report.xlsx") as archive:
        assert b">_x005F_x0041_</t>" in archive.read("xl/worksheets/sheet1.xml")


def test_long_labels_are_cut_and_long_ids_are_not(report):
    identity, label = "i" * 200, "A label that goes on " * 400
    _, book = report({identity: {"label": label, "description": "d" * 40_000}})
    (row,) = table(book["Summary"])

    assert row[0].value == label[:119] + "…"
    assert row[1].value == identity
    widths = [dimension.width for dimension in book["Summary"].column_dimensions.values()]
    assert max(widths) < 40
    assert "d" * 499 + "…" in texts(book["About"])


def test_a_text_longer_than_a_cell_is_cut():
    assert sheets.clean("d" * 40_000) == "d" * (sheets.MAX_CHARACTERS - 1) + "…"


@pytest.mark.parametrize("label", [None, "", "  \n "])
def test_a_scenario_without_a_label_goes_by_its_id(report, label):
    _, book = report({"alone": {"label": label}})

    assert table(book["Summary"])[0][0].value == "alone"


# How it looks ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("metric", "value", "difference"),
    [
        ("participants", "#,##0", "+#,##0.0;-#,##0.0;0"),
        ("participation_rate", "0.0%", "+0.00%;-0.00%;0.00%"),
        ("employer_cost", "#,##0", "+#,##0;-#,##0;0"),
        ("employer_cost_rate", "0.00%", "+0.00%;-0.00%;0.00%"),
    ],
)
def test_numbers_are_formatted_by_unit(report, metric, value, difference):
    _, book = report()
    unit = SUMMARY_METRICS[metric]
    place = titles(book["Summary"]).index(titled(metric, unit))
    row = table(book["Summary"])[1]

    assert (row[place].number_format, row[place + 1].number_format) == (value, difference)
    trend = next(row for row in table(book["Trends"]) if row[0].value == titled(metric, unit))
    assert {cell.number_format for cell in trend[3:6]} == {value}
    assert {cell.number_format for cell in trend[6:]} == {"+0.0%;-0.0%;0.0%"}
    delta = next(row for row in table(book["Delta"]) if row[5].value == metric_label(metric))
    assert [cell.number_format for cell in delta[7:10]] == [value, value, difference]


def test_every_unit_has_its_formats():
    for unit in ("people", "dollars", "rate"):
        assert {unit, f"{unit}_change", f"{unit}_error"} <= set(sheets.FORMATS)
        assert value_format("anything", unit) == unit


@pytest.mark.parametrize(
    ("sheet", "frozen", "repeated"), [("Summary", "C", "$A:$B"), ("Trends", "D", "$A:$C")]
)
def test_headers_and_names_stay_in_sight_and_in_print(report, sheet, frozen, repeated):
    _, book = report()
    first = header_row(book[sheet]) + 1

    assert book[sheet].freeze_panes == f"{frozen}{first}"
    assert book[sheet].print_title_rows == f"${first - 2}:${first - 1}"
    assert book[sheet].print_title_cols == repeated


def test_pages_are_landscape_and_as_wide_as_the_table(report):
    _, book = report()

    for sheet in book:
        assert sheet.page_setup.orientation == "landscape"
        is_fit = sheet.title != "Summary"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage == is_fit
        if is_fit:
            assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert book["Delta"].freeze_panes == f"A{header_row(book['Delta']) + 1}"


def test_each_period_of_the_summary_has_a_page_that_its_columns_fit_on(report):
    _, book = report()
    sheet = book["Summary"]
    widths = [sheet.column_dimensions[column[0].column_letter].width for column in sheet.columns]
    period = 2 * len(SUMMARY_METRICS)

    assert [page.id for page in sheet.col_breaks.brk] == [2 + period * n for n in (1, 2, 3)]
    widest = max(sum(widths[2 + period * n : 2 + period * (n + 1)]) for n in range(4))
    # At full size, a page has room for half of the characters that it has at half size.
    assert sheet.page_setup.scale / 100 * (sum(widths[:2]) + widest) < sheets.PAGE_WIDTH / 2
    assert sheet.page_setup.scale > 40


def test_columns_are_as_wide_as_their_numbers(report):
    _, book = report(change="update fct_scenario_trends set value = 123456789012.5")
    sheet = book["Trends"]

    assert sheet.column_dimensions["D"].width > len("123,456,789,012")


def test_readers_that_trust_the_stated_size_see_all_rows(report, tmp_path):
    _, book = report()
    streamed = load_workbook(tmp_path / "comparison_report.xlsx", read_only=True)

    for sheet in book:
        assert len(list(streamed[sheet.title].iter_rows())) == sheet.max_row


RED, ORANGE, GREEN = "00F8BBA6", "00FFE6B8", "00CBE9DF"


@pytest.mark.parametrize(
    ("metric", "delta", "percent", "interval", "fill"),
    [
        ("employer_cost", 5, 0.05, (4, 6), ORANGE),
        ("employer_cost", 5, 0.15, (4, 6), RED),
        ("employer_cost", 5, 0.05, None, ORANGE),
        ("employer_cost", 5, 0.5, (-1, 11), None),
        ("employer_cost", 0, 0, (0, 0), None),
        ("employer_cost", -5, -0.5, (-6, -4), GREEN),
        ("employer_core", 5, None, (4, 6), RED),
        ("participants", 5, 0.5, (4, 6), GREEN),
        ("participation_rate", -0.05, -0.5, (-0.06, -0.04), ORANGE),
        ("total_contributions", 5, 0.5, (4, 6), None),
    ],
)
def test_colours_judge_cost_and_participation(report, metric, delta, percent, interval, fill):
    low, high = interval or (None, None)
    values = {"delta": delta, "delta_percent": percent, "ci_low": low, "ci_high": high}
    assigned = ", ".join(f"{k} = {'null' if v is None else v}" for k, v in values.items())
    _, book = report(change=f"update fct_scenario_deltas set {assigned} where metric = '{metric}'")
    place = titles(book["Summary"]).index(titled(metric, SUMMARY_METRICS[metric])) + 1
    cell = table(book["Summary"])[1][place]

    assert (cell.fill.start_color.rgb if cell.fill.fill_type else None) == fill
    assert cell.value == delta


def test_relative_differences_are_shaded_around_zero(report):
    _, book = report()
    (area,) = book["Delta"].conditional_formatting
    first = header_row(book["Delta"]) + 1

    assert str(area.sqref) == f"K{first}:K{first + 2 * 4 * len(METRICS) - 1}"
    assert [point.val for point in area.rules[0].colorScale.cfvo] == [-0.25, 0, 0.25]


# About -------------------------------------------------------------------------------------------


def test_about_says_where_the_numbers_come_from(report):
    _, book = report()
    said = texts(book["About"])

    for text in (
        "20261120T091200_batch_run",
        "2026-11-20 09:12:00 UTC",
        "12.5 seconds",
        "runner build --scenarios all",
        "runner 0.1.0, duckdb 1.5.6, dbt-core 1.11.16",
        "for 2027, 2028: results of these rest on them",
        "people.csv",
        "scenarios/some.yml",
        "ab" * 32,
        "comparison_report.xlsx",
        *METRICS,
    ):
        assert text in said


def test_about_shows_a_seed_of_zero_and_counts_the_problems_of_each_census(report):
    _, book = report()
    rows = [[cell.value for cell in row] for row in book["About"].iter_rows()]
    head = next(row for row in rows if row[:2] == ["Scenario", "ID"])
    scenario = next(row for row in rows if row[:2] == ["Today's plan", "baseline"])

    assert scenario[head.index("Seed")] == 0
    assert scenario[head.index("Compared with")] == DASH
    census = next(row for row in rows if row[:2] == ["people.csv", "c1"])
    assert census[2:4] == [dt.datetime(2025, 12, 31), 3]


def test_only_years_of_the_scenarios_are_called_projected(report):
    _, book = report(years=(2028,))

    assert "for 2028: results of these rest on them" in texts(book["About"])


def test_limits_that_are_published_are_not_called_projected(report):
    _, book = report(change="update staging.stg_statutory_limits set is_projected = false")

    assert "Published for all years." in texts(book["About"])


# The file ----------------------------------------------------------------------------------------


def test_the_file_is_replaced_and_nothing_else_is_left(report, tmp_path):
    report()
    write_comparison(tmp_path / "warehouse.duckdb", tmp_path / "comparison_report.xlsx", FACTS)

    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "comparison_report.xlsx",
        "warehouse.duckdb",
    ]


def full(*_):
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("where", ["zipfile.ZipFile.read", "pathlib.Path.replace"])
def test_a_failure_leaves_the_old_file_alone(tmp_path, monkeypatch, where):
    database, target = write_marts(tmp_path / "w.duckdb", THREE), tmp_path / "report.xlsx"
    target.write_bytes(b"the old one")
    monkeypatch.setattr(where, full)

    with pytest.raises(OutputError) as caught:
        write_comparison(database, target, FACTS)

    assert str(caught.value) == (
        f"{target}: the workbook cannot be written: No space left on device. "
        "Its folder must be one in which you may create files, with space left. "
        "Free some or name another folder."
    )
    assert target.read_bytes() == b"the old one"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["report.xlsx", "w.duckdb"]


def test_a_folder_that_is_not_there_is_named(tmp_path):
    database = write_marts(tmp_path / "w.duckdb", THREE)

    with pytest.raises(OutputError, match="No such file or directory"):
        write_comparison(database, tmp_path / "missing" / "report.xlsx", FACTS)


@pytest.mark.parametrize(
    ("name", "taken", "safe"),
    [
        ("Summary", [], "Summary"),
        ("a/b\\c[d]:e*f?", [], "a b c d  e f"),
        ("'quoted'", [], "quoted"),
        ("x" * 40, [], "x" * 31),
        ("", [], "Sheet"),
        ("[]", [], "Sheet"),
        ("History", [], "History 2"),
        ("summary", ["Summary"], "summary 2"),
        ("y" * 31, ["y" * 31], "y" * 26 + " 2"),
        ("bell\x07", [], "bell"),
    ],
)
def test_sheet_names_are_such_as_excel_accepts(name, taken, safe):
    assert sheets.safe_name(name, taken) == safe
