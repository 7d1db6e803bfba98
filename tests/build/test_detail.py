"""The workbooks of single scenarios say what the marts say, and nothing that a user wrote acts."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import zipfile
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from runner.errors import OutputError
from runner.outputs.detail import KINDS, write_databases, write_workbooks
from runner.outputs.facts import BatchFacts
from runner.outputs.sheets import DASH
from tests.build.conftest import Built

FACTS = BatchFacts(
    batch_id="20261120T091200_batch_run",
    started_at=dt.datetime(2026, 11, 20, 9, 12, tzinfo=dt.UTC),
    command="runner build --scenarios all",
    seconds=12.5,
    versions={"runner": "0.1.0", "duckdb": "1.5.6"},
)
HOSTILE = [
    "=2+3",
    "+1",
    "-1",
    "@sum(A1)",
    "=cmd|' /C calc'!A0",
    "https://example.com/",
    "<b>&amp;</b>",
    "_x0041_",
    " two  spaces ",
    "a\nb",
    "x\u0001y\ufffez",
    "日本語 😀",
    "12",
]
# Excel reads the letter back that its form of escapes stands for; openpyxl shows what is stored.
CLEANED = {"x\u0001y\ufffez": "xyz", "_x0041_": "_x005F_x0041_"}


def table(sheet: Worksheet) -> list[dict]:
    """The rows of a sheet's table by the titles of its columns."""
    first, last = (int(re.sub("[A-Z]", "", end)) for end in sheet.auto_filter.ref.split(":"))
    header, *rows = sheet.iter_rows(min_row=first, max_row=last, values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


def measures(sheet: Worksheet, *titles: str) -> dict[tuple, dict[int, object]]:
    """The values of each year by what their rows are called."""
    return {
        tuple(row[title] for title in ("Measure", *titles) if title in row): {
            year: row[year] for year in (2026, 2027, 2028)
        }
        for row in table(sheet)
    }


def by_year(built: Built, sql: str, scenario: str = "richer") -> dict[int, object]:
    rows = built.query(
        f"select plan_year, {sql} from fct_workforce_snapshot inner join fct_plan_years as years "
        "using (scenario_id, replicate, plan_year) "
        f"where scenario_id = '{scenario}' group by all"
    )
    return {year: float(value) if isinstance(value, Decimal) else value for year, value in rows}


def workbook(built: Built, kind: str, scenario: str = "richer"):
    return load_workbook(KINDS[kind].path(built.batch, scenario))


@pytest.fixture(scope="module")
def hostile(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of workbooks of a company whose departments, locations and ids are hostile."""
    folder = tmp_path_factory.mktemp("hostile")
    shutil.copy(built.outputs / "warehouse.duckdb", folder)
    with duckdb.connect(str(folder / "warehouse.duckdb")) as connection:
        for place, text in enumerate(HOSTILE):
            connection.execute(
                "update fct_workforce_snapshot set department = $text, location = $text || 'é' "
                "where scenario_id = 'richer' and position_id % $count = $place",
                {"text": text, "count": len(HOSTILE), "place": place},
            )
        connection.execute(
            "update dim_scenarios set label = '=1+1', description = '=2+2', file = '=3+3.yml' "
            "where scenario_id = 'richer'"
        )
    write_workbooks(folder / "warehouse.duckdb", folder, ["richer"], FACTS)
    return folder


def test_each_scenario_has_its_files(built: Built) -> None:
    for name in ("baseline", "same", "richer"):
        assert sorted(path.name for path in (built.batch / name).iterdir()) == [
            f"contributions_{name}.xlsx",
            "scenario.yml",
            f"simulation_{name}.duckdb",
            f"workforce_snapshot_{name}.xlsx",
            f"yearly_events_{name}.xlsx",
        ]


@pytest.mark.parametrize("kind", KINDS)
def test_a_workbook_has_about_and_tables_that_stay_in_sight(built: Built, kind: str) -> None:
    book = workbook(built, kind)

    assert book.sheetnames[-1] == "About"
    about = {row[0]: row for row in book["About"].iter_rows(values_only=True)}
    assert built.summary["batch_id"] in about["Batch"]
    assert f"duckdb {built.summary['versions']['duckdb']}" in " ".join(map(str, about["Versions"]))
    assert built.summary["scenarios"]["richer"]["fingerprint"] in about["=2+3"]
    for sheet in book.worksheets[:-1]:
        assert sheet.freeze_panes not in (None, "A1"), sheet.title
        assert sheet.print_title_rows, sheet.title
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.auto_filter.ref.endswith(str(sheet.max_row)), sheet.title


def test_the_years_of_the_workforce_are_those_of_the_mart(built: Built) -> None:
    found = measures(workbook(built, "workforce")["Years"])

    for title, sql in {
        "Headcount, 1 January": "any_value(years.opening_headcount)",
        "Headcount, 31 December": "any_value(years.headcount)",
        "Hires": "any_value(years.hires)",
        "Terminations": "any_value(years.terminations)",
        "Participants, 31 December": "any_value(years.participants)",
        "Participation rate": "any_value(years.participation_rate)",
        "Total compensation ($)": "any_value(years.total_compensation)",
        "Median pay ($ a year)": "median(annual_pay) filter (where is_active)",
        "Average age": "avg(age) filter (where is_active)",
        "Highly compensated, 31 December": "count(*) filter (where is_active and is_hce)",
    }.items():
        assert found[(title,)] == pytest.approx(by_year(built, sql)), title
    assert len({str(values) for values in found.values()}) == len(found)


@pytest.mark.parametrize(
    ("sheet", "title", "column"),
    [
        ("Age", "Age in years", "age_band"),
        ("Tenure", "Completed years of service", "tenure_band"),
        ("Department", "Department", "department"),
        ("Location", "Location", "location"),
        ("Level", "Job level", "cast(job_level as varchar)"),
    ],
)
def test_the_groups_of_a_view_are_those_of_the_people(
    built: Built, sheet: str, title: str, column: str
) -> None:
    found = measures(workbook(built, "workforce")[sheet], title)

    expected = built.query(
        f"select {column}, plan_year, count(*) filter (where is_active), "
        "count(*) filter (where is_new_hire), count(*) filter (where not is_active), "
        "count(*) filter (where is_participant and is_active), "
        "avg(annual_pay) filter (where is_active), "
        "avg(deferral_rate) filter (where is_active and is_participant) "
        "from fct_workforce_snapshot where scenario_id = 'richer' group by all"
    )
    titles = (
        "Headcount, 31 December",
        "Hires",
        "Terminations",
        "Participants, 31 December",
        "Average pay ($ a year)",
        "Average deferral rate",
    )
    assert len(expected) > 3
    for group, year, *values in expected:
        for name, value in zip(titles, values, strict=True):
            shown = found[name, group][year]
            assert shown == pytest.approx(value) if value is not None else shown == DASH
    counts = {key: values for key, values in found.items() if key[0] == titles[0]}
    for year in (2026, 2027, 2028):
        of_groups = sum(values[year] for key, values in counts.items() if key[1] != "All")
        assert of_groups == counts[titles[0], "All"][year]


def test_everybody_eligible_has_a_deferral_rate(built: Built) -> None:
    found = measures(workbook(built, "workforce")["Deferral rates"], "Deferral rate elected")

    eligible = by_year(built, "any_value(years.eligible)")
    participants = by_year(built, "any_value(years.participants)")
    assert found["People", "All eligible"] == eligible
    for year in (2026, 2027, 2028):
        groups = {key[1]: values[year] for key, values in found.items() if key[0] == "People"}
        assert groups["None"] == eligible[year] - participants[year]
        assert sum(groups.values()) == 2 * eligible[year]
        shares = [values[year] for key, values in found.items() if key[0] != "People"]
        assert sum(shares) == pytest.approx(2)


def test_the_people_are_those_of_the_mart(built: Built) -> None:
    rows = table(workbook(built, "workforce")["People"])

    found = [
        (
            row["Employee"],
            row["Year"],
            row["Hired"].date(),
            row["Left"] and row["Left"].date(),
            row["Department"],
            row["Annual pay ($)"],
            row["Deferral rate"],
            bool(row["Employed on 31 December"]),
            row["Reason of the rate"],
        )
        for row in rows
    ]
    assert found == built.query(
        "select employee_id, plan_year, hire_date, termination_date, department, "
        "annual_pay::double, deferral_rate, is_active, election_reason "
        "from fct_workforce_snapshot where scenario_id = 'richer' order by 1, 2"
    )


def test_events_are_counted_by_type_reason_and_month(built: Built) -> None:
    book = workbook(built, "events")
    events = built.query(
        "select event_type, reason, strftime(event_date, '%m'), plan_year "
        "from fct_yearly_events where scenario_id = 'richer'"
    )

    def total(keep) -> int:
        return sum(1 for event in events if keep(event))

    for row in table(book["Types"]):
        for year in (2026, 2027, 2028):
            assert row[year] == total(lambda e, r=row, y=year: (e[0], e[3]) == (r["Event"], y))
    for row in table(book["Reasons"]):
        reason = None if row["Reason"] == DASH else row["Reason"]
        kind = (row["Event"], reason)
        assert sum(row[y] for y in (2026, 2027, 2028)) == total(lambda e, k=kind: e[:2] == k)
    for row in table(book["Months"]):
        kind = (row["Event"], row["Month"])
        assert row[2027] == total(lambda e, k=kind: ((e[0], e[2]), e[3]) == (k, 2027))
    listed = table(book["Events"])
    assert len(listed) == len(events)
    assert [row["Date"] for row in listed] == sorted(row["Date"] for row in listed)


def test_values_of_events_stand_under_what_they_are(built: Built) -> None:
    listed = table(workbook(built, "events")["Events"])

    filled = {
        row["Event"]: {
            title.partition(" before")[0].partition(" after")[0]
            for title, value in row.items()
            if value is not None and ("before" in title or "after" in title)
        }
        for row in listed
    }
    assert filled["raise"] == filled["hire"] == filled["termination"] == {"Pay"}
    assert filled["promotion"] == {"Level"}
    assert filled["enrollment"] == {"Deferral rate"}


def test_contributions_are_split_by_year_to_the_cent(built: Built) -> None:
    book = workbook(built, "contributions")

    assert book.sheetnames == ["Years", "People 2026", "People 2027", "People 2028", "About"]
    for year in (2026, 2027, 2028):
        found = [
            (row["Employee"], row["Deferral"], row["Match"], row["Forfeiture"])
            for row in table(book[f"People {year}"])
        ]
        assert found == built.query(
            "select employee_id, employee_deferral::double, employer_match::double, "
            f"forfeiture::double from fct_contributions where scenario_id = 'richer' "
            f"and plan_year = {year} order by 1"
        )
        totals = measures(book["Years"])
        assert totals[("Employer match ($)",)][year] == pytest.approx(
            sum(match for _, _, match, _ in found), abs=0.001
        )


@pytest.mark.parametrize("kind", KINDS)
def test_projected_years_are_marked(built: Built, kind: str) -> None:
    projected = {
        year
        for (year,) in built.query(
            "select distinct plan_year from fct_plan_years where limits_are_projected"
        )
    }
    assert projected == {2027, 2028}
    book = workbook(built, kind)
    sheet = book.worksheets[0]
    header = int(re.sub("[A-Z]", "", sheet.auto_filter.ref.split(":")[0]))
    bands, years = sheet[header - 1], sheet[header]
    band = ""
    for above, below in zip(bands, years, strict=True):
        band = above.value or band
        if isinstance(below.value, int):
            assert band == ("Projected" if below.value in projected else "Published")
    if kind == "contributions":
        for year in (2026, 2027):
            state = "Projected" if year in projected else "Published"
            text = " ".join(str(cell.value) for cell in book[f"People {year}"]["B"][:4])
            assert f"{state} for this year." in text


def test_what_users_wrote_is_text_and_nothing_else(hostile: Path) -> None:
    for kind in KINDS:
        path = KINDS[kind].path(hostile, "richer")
        for sheet in load_workbook(path).worksheets:
            assert sheet._hyperlinks == []
            for row in sheet.iter_rows():
                assert {cell.data_type for cell in row} <= {"s", "n", "d"}
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                assert b"<f>" not in archive.read(name)
                assert "external" not in name.lower()
    people = table(load_workbook(KINDS["workforce"].path(hostile, "richer"))["People"])
    expected = {CLEANED.get(text, text) for text in HOSTILE}
    assert {row["Department"] for row in people} == expected
    assert {row["Location"] for row in people} == {f"{text}é" for text in expected}
    groups = load_workbook(KINDS["workforce"].path(hostile, "richer"))["Department"]
    assert {row["Department"] for row in table(groups)} == expected | {"All"}


def test_a_name_is_no_markup_in_the_file(hostile: Path) -> None:
    """Readers other than openpyxl take an unescaped name as XML, or ``_x0041_`` as a letter."""
    with zipfile.ZipFile(KINDS["workforce"].path(hostile, "richer")) as archive:
        text = "".join(
            archive.read(name).decode() for name in archive.namelist() if "sheets/" in name
        )

    assert "&lt;b&gt;&amp;amp;&lt;/b&gt;" in text
    assert "<b>" not in text
    assert "_x005F_x0041_" in text
    assert '<t xml:space="preserve"> two  spaces </t>' in text


def test_detail_beyond_the_limit_goes_to_parquet_and_the_sheet_says_so(
    built: Built, tmp_path: Path
) -> None:
    warehouse = built.outputs / "warehouse.duckdb"
    write_workbooks(warehouse, tmp_path, ["richer"], FACTS, detail_rows=100)

    for kind, mart in {
        "workforce": "fct_workforce_snapshot",
        "events": "fct_yearly_events",
        "contributions": "fct_contributions",
    }.items():
        parquet = KINDS[kind].path(tmp_path, "richer", "parquet")
        [(rows,)] = built.query(f"select count(*) from {mart} where scenario_id = 'richer'")
        assert duckdb.sql(f"select count(*) from '{parquet}'").fetchall() == [(rows,)]
        book = load_workbook(KINDS[kind].path(tmp_path, "richer"))
        [said] = [
            text
            for sheet in book.worksheets[:-1]
            for (text, *_) in sheet.iter_rows(values_only=True)
            if text and parquet.name in str(text)
        ]
        assert "Parquet" in said or "Python" in said
        everything = " ".join(
            str(row[0]) for sheet in book.worksheets for row in sheet.iter_rows(values_only=True)
        )
        assert f"{rows:,} rows" in everything
        assert "up to 100," in everything
    assert not list(tmp_path.rglob("*.unfinished"))


def test_a_limit_that_is_just_kept_leaves_all_in_the_workbook(built: Built, tmp_path: Path) -> None:
    [(rows,)] = built.query("select count(*) from fct_contributions where scenario_id = 'richer'")
    for allowed, expected in ((rows, False), (rows - 1, True)):
        folder = tmp_path / str(allowed)
        write_workbooks(
            built.outputs / "warehouse.duckdb",
            folder,
            ["richer"],
            FACTS,
            kinds=["contributions"],
            detail_rows=allowed,
        )
        assert KINDS["contributions"].path(folder, "richer", "parquet").exists() is expected


def test_a_sheet_that_excel_could_not_hold_is_split_by_year(
    built: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("runner.outputs.scenario_book._MOST", 400)
    warehouse = built.outputs / "warehouse.duckdb"
    write_workbooks(warehouse, tmp_path, ["richer"], FACTS, kinds=["workforce"])

    book = load_workbook(KINDS["workforce"].path(tmp_path, "richer"))
    names = ["People 2026", "People 2027", "People 2028"]
    assert book.sheetnames[-4:-1] == names
    years = [{row["Year"] for row in table(book[name])} for name in names]
    assert years == [{2026}, {2027}, {2028}]


def test_files_are_the_same_for_any_number_of_jobs(built: Built, tmp_path: Path) -> None:
    def sheets_of(jobs: int) -> dict[str, bytes]:
        folder = tmp_path / str(jobs)
        warehouse = built.outputs / "warehouse.duckdb"
        paths = write_workbooks(warehouse, folder, ["same", "richer"], FACTS, jobs=jobs)
        return {
            f"{path.name} {name}": archive.read(name)
            for path in paths
            for archive in [zipfile.ZipFile(path)]
            for name in archive.namelist()
            if "sheets/" in name
        }

    assert sheets_of(1) == sheets_of(3)


def test_a_folder_that_cannot_be_written_is_one_message(built: Built, tmp_path: Path) -> None:
    (tmp_path / "richer").write_text("a file in the way")
    for write in (
        lambda: write_workbooks(built.outputs / "warehouse.duckdb", tmp_path, ["richer"], FACTS),
        lambda: write_databases(built.outputs / "warehouse.duckdb", tmp_path, ["richer"]),
    ):
        with pytest.raises(OutputError, match="cannot be written"):
            write()
