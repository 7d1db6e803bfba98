"""Census files become rows of text, and every row is accounted for."""

from __future__ import annotations

import datetime as dt
import gzip
import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from runner.errors import CensusError
from runner.project import dbt_project, profiles
from runner.warehouse.census import CensusSource, census_id, read_census
from runner.warehouse.census_judgement import judge

AS_OF = dt.date(2025, 12, 31)
PLAIN = "employee_id,hire_date,annual_pay\nA,2020-01-02,50000\nB,2021-01-02,60000\n"


@pytest.fixture
def connection():
    with duckdb.connect() as opened:
        yield opened


@pytest.fixture
def census(tmp_path):
    """Writes a census file and returns its source."""

    def write(content, columns=None, name="people.csv"):
        data = content if isinstance(content, bytes) else content.encode()
        (tmp_path / name).write_bytes(data)
        return CensusSource(name, AS_OF, columns or {}, folder=tmp_path)

    return write


def rows(connection, source, *columns):
    read_census(connection, source)
    return connection.execute(
        f"select {', '.join(columns)} from inputs.census_rows where census_id = ? order by all",
        [census_id(source)],
    ).fetchall()


def message(connection, source):
    with pytest.raises(CensusError) as caught:
        read_census(connection, source)
    return str(caught.value)


# What is read ----------------------------------------------------------------------------------


def test_rows_are_numbered_from_one_in_the_order_of_the_file(connection, census):
    source = census(PLAIN)

    assert rows(connection, source, "row_number", "employee_id", "annual_pay", "age") == [
        (1, "A", "50000", None),
        (2, "B", "60000", None),
    ]
    assert connection.execute("from inputs.censuses").fetchall() == [
        (census_id(source), "people.csv", AS_OF, None, None)
    ]


def test_a_census_read_twice_is_there_once(connection, census):
    source = census(PLAIN)
    read_census(connection, source)

    assert len(rows(connection, source, "row_number")) == 2
    assert connection.execute("select count(*) from inputs.censuses").fetchall() == [(1,)]


def test_a_compressed_file_is_known_by_its_content(connection, census):
    source = census(gzip.compress(PLAIN.encode()), name="people.csv.gz")
    misnamed = census(gzip.compress(PLAIN.encode(), mtime=1), name="people.csv")

    assert rows(connection, source, "employee_id") == [("A",), ("B",)]
    assert rows(connection, misnamed, "employee_id") == [("A",), ("B",)]


def test_columns_are_mapped_or_found_under_names_that_look_like_ours(connection, census):
    source = census(
        'No.,Hire Date,ANNUAL-PAY,"job"" level",Job\n7,1/2/2020,"$5,000.00 ",3,Cook\n',
        {"employee_id": "No.", "job_level": 'job" level', "department": "job"},
    )
    columns = ("employee_id", "hire_date", "annual_pay", "job_level", "department")

    assert rows(connection, source, *columns) == [("7", "1/2/2020", "$5,000.00 ", "3", "Cook")]


def test_the_exact_spelling_goes_before_a_similar_one(connection, census):
    source = census("Hire Date,hire_date,annual_pay\n1,2,3\n")

    assert rows(connection, source, "hire_date") == [("2",)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_delimiter_line_end_and_encoding_are_found_out(
    delimiter, newline, encoding, connection, census
):
    lines = ["hire_date,annual_pay,department", "2020-01-02,50000,Caf\u00e9", "2021-01-02,60000,"]
    text = newline.join(lines).replace(",", delimiter)

    assert rows(connection, census(text.encode(encoding)), "row_number", "department") == [
        (1, "Caf\u00e9"),
        (2, None),
    ]


def test_quoted_fields_keep_separators_quotes_and_line_ends(connection, census):
    source = census(
        "hire_date,annual_pay,department\n"
        '2020-01-02,"50,000","R&D, ""Lab""\r\nEast"\n'
        '2020-01-02,1,5" pipes\n'
    )

    assert rows(connection, source, "row_number", "annual_pay", "department") == [
        (1, "50,000", 'R&D, "Lab"\r\nEast'),
        (2, "1", '5" pipes'),
    ]


def test_blank_fields_are_null_and_blank_lines_are_no_rows(connection, census):
    source = census("\n \nhire_date,annual_pay\n\n \u00a0, \n\n2020-01-02,1\n\n")

    assert rows(connection, source, "row_number", "hire_date", "annual_pay") == [
        (1, None, None),
        (2, "2020-01-02", "1"),
    ]


def test_a_row_with_another_separator_is_reported_and_a_remark_with_commas_is_not(
    connection, census
):
    source = census(
        "hire_date;annual_pay;department\n"
        "2020-01-02;1;Sales\n"
        "2020-01-03,2,Sales\n"
        "Printed on Monday, in two parts, for Sales\n"
        "2020-01-04\t4\tSales\n"
        "2020-01-05;5;Sales\n"
    )

    assert rows(connection, source, "row_number", "annual_pay") == [(1, "1"), (3, None), (5, "5")]
    assert connection.execute("from inputs.census_unread_rows order by row_number").fetchall() == [
        (census_id(source), 2, 3, "one field instead of 3: ',' does not separate it"),
        (census_id(source), 4, 5, "one field instead of 3: '\\t' does not separate it"),
    ]


@pytest.mark.parametrize(
    ("separator", "line"),
    [
        (";", "Report run by HR, 11/20/2026 14:05, page 1 of 1"),
        (";", "Total, 20 employees, all"),
        (";", "Total, 1/2/2026, 20"),
        (";", "Grand total, 1/2/2026, 20"),
        (",", "Confidential; printed 11/20/2026; page 1"),
        (",", "Total; as of 1/2/2026; 3"),
        (",", "Note: weekly; since 2010; ok"),
        (",", "Note: paid; 1/2/2026; 40"),
        (",", "Confidential; 11/20/2026; page 1"),
        (",", "Seen; 2026 on 11/20; 1"),
    ],
)
def test_a_remark_with_as_many_separators_as_columns_is_no_rejected_person(
    connection, census, separator, line
):
    table = "employee_id,hire_date,annual_pay\nA,2020-01-02,1\n".replace(",", separator)
    source = census(f"{table}{line}\n")

    assert rows(connection, source, "row_number", "hire_date", "remark") == [
        (1, "2020-01-02", None),
        (2, None, line),
    ]
    assert connection.execute("from inputs.census_unread_rows").fetchall() == []


@pytest.mark.parametrize(
    "person",
    [
        "B,2020-01-03,2",
        "B,1/3/2020,$2,000",
        "B,03.01.2020 00:00,2.50 EUR",
        "B,3-Jan-2020,USD 2",
        "B,January 3 2020,2",
        "B,20200103,2",
    ],
)
def test_a_persons_line_with_other_separators_is_reported(connection, census, person):
    source = census(
        "employee_id;hire_date;annual_pay\nA;2020-01-02;1\n" + person.replace(",", "|", 2) + "\n"
    )
    read_census(connection, source)

    assert connection.execute("select line, problem from inputs.census_unread_rows").fetchall() == [
        (3, "one field instead of 3: '|' does not separate it")
    ]


def test_a_line_between_quotes_is_not_said_to_have_other_separators(connection, census):
    source = census('employee_id,hire_date,annual_pay\nA,2020-01-02,1\n"B,2020-01-03,2"\n')
    read_census(connection, source)

    assert connection.execute("select line, problem from inputs.census_unread_rows").fetchall() == [
        (3, "one field instead of 3: ',' does not separate it")
    ]


def test_short_rows_lack_their_last_fields_and_long_rows_are_reported(connection, census):
    source = census(
        "hire_date,annual_pay,department\n"
        "2020-01-02,1\n"
        ",,,,\n"
        "2020-01-02,$3,000,Sales\n"
        '2020-01-02,4,"two\nlines"\n'
        "2020-01-02,$5,000,\n"
    )

    assert rows(connection, source, "row_number", "annual_pay", "department") == [
        (1, "1", None),
        (2, None, None),
        (4, "4", "two\nlines"),
    ]
    assert connection.execute("from inputs.census_unread_rows order by row_number").fetchall() == [
        (census_id(source), 3, 4, "4 fields instead of 3"),
        (census_id(source), 5, 7, "4 fields instead of 3"),
    ]


def test_a_parquet_file_is_read_as_text(connection, census, tmp_path):
    path = tmp_path / "year=2025 [a]*.parquet"
    (tmp_path / "year=2025 a.parquet").write_bytes(b"a decoy for the pattern in the name")
    duckdb.sql(
        'select date \'2020-01-02\' as "Hire Date", 50000.5::decimal(9, 2) as "p""ay", 7 as age'
        " union all select null, 1, null"
    ).write_parquet(str(path))
    source = CensusSource(path.name, AS_OF, {"annual_pay": 'p"ay'}, folder=tmp_path)

    assert rows(connection, source, "row_number", "hire_date", "annual_pay", "age") == [
        (1, "2020-01-02", "50000.50", "7"),
        (2, None, "1.00", None),
    ]


def test_names_and_values_are_never_sql(connection, census):
    evil = "x'); drop table inputs.census_rows; --"
    source = census(
        f'"{evil}",annual_pay,department\n2020-01-02,1,{evil}\n',
        {"hire_date": evil},
        name="it's $1; --.csv",
    )

    assert rows(connection, source, "hire_date", "department") == [("2020-01-02", evil)]


def test_the_sample_is_a_row_of_censuses_alone(connection):
    source = CensusSource("sample", AS_OF, sample_size=12, seed=7)

    assert rows(connection, source, "row_number") == []
    assert connection.execute("from inputs.censuses").fetchall() == [
        (census_id(source), "sample", AS_OF, 12, 7)
    ]


# Identity --------------------------------------------------------------------------------------


def test_the_identity_follows_what_decides_who_is_in_the_census(census):
    source = census(PLAIN)
    same = census(PLAIN, name="renamed.csv")
    others = [
        census(PLAIN + "C,2022-01-02,1\n", name="longer.csv"),
        census(PLAIN, {"gender": "employee_id"}),
        CensusSource(source.path, dt.date(2024, 12, 31), folder=source.folder),
        CensusSource("sample", AS_OF),
        CensusSource("sample", AS_OF, seed=1),
        CensusSource("sample", AS_OF, sample_size=10),
        CensusSource("sample", dt.date(2024, 12, 31)),
    ]

    assert census_id(same) == census_id(source)
    assert len({census_id(each) for each in [source, *others]}) == 8


# What is wrong ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "columns", "expected"),
    [
        pytest.param(
            "",
            {},
            "people.csv: the file is empty. Its first line names the columns, one person a line "
            "follows. Export it again.",
            id="empty",
        ),
        pytest.param(
            "\n\n",
            {},
            "people.csv: the file has no text. One person a line is expected, a field with a "
            "separator in it between quotes. Export it again.",
            id="blank",
        ),
        pytest.param(
            "hire_date,annual_pay\n",
            {},
            "people.csv: the file has no people below its first line. One person a line is "
            "expected, a field with a separator in it between quotes. Export it again.",
            id="header only",
        ),
        pytest.param(
            "id,annual_pay\n1,2\n",
            {},
            "people.csv: there is no column hire_date, which a census must have. The file has "
            "'id', 'annual_pay'. Required are hire_date and annual_pay or hourly_pay. Say which is "
            "which under census.columns, as 'our name: their name'.",
            id="no hire date",
        ),
        pytest.param(
            "id,hired on,annual_salary\n1,2,3\n",
            {"hire_date": "hired_at", "employee_id": "number"},
            "people.csv: census.columns says employee_id: 'number', but the file has no such "
            "column; census.columns says hire_date: 'hired_at', but the file has no such column "
            "(did you mean 'hired on'?); there is no column annual_pay or hourly_pay, of which one "
            "must be there. The file has 'id', 'hired on', 'annual_salary'. Required are "
            "hire_date and annual_pay or hourly_pay. Say which is which under census.columns, as "
            "'our name: their name'.",
            id="all that is wrong with the columns",
        ),
        pytest.param(
            "Hire Date,hire-date,annual_pay\n1,2,3\n",
            {},
            "people.csv: 2 columns can be hire_date: 'Hire Date', 'hire-date'. The file has "
            "'Hire Date', 'hire-date', 'annual_pay'. Required are hire_date and annual_pay or "
            "hourly_pay. Say which is which under census.columns, as 'our name: their name'.",
            id="two columns alike",
        ),
        pytest.param(
            '10001,1986-06-26,"$88,958",Sales\n10002,1985-11-21,72527,Sales\n',
            {},
            "people.csv: there is no column hire_date, which a census must have; there is no "
            "column annual_pay or hourly_pay, of which one must be there. The first line must "
            "name the columns, but reads like data: '10001', '1986-06-26', '$88,958', 'Sales'. "
            "Add a line with the names.",
            id="no header",
        ),
        pytest.param(
            'hire_date,annual_pay\n2020-01-02,1\n2020-01-02,"2\n2020-01-02,3\n',
            {},
            "people.csv:3: in the record that begins here, quotes do not match (unexpected end of "
            "data). A quoted field ends with a quote and a separator; a quote within it is "
            "written twice. Correct the line or export the file again.",
            id="a quote that is never closed",
        ),
        pytest.param(
            'hire_date,annual_pay\n2020-01-02,"1" or so\n',
            {},
            "people.csv:2: in the record that begins here, quotes do not match (',' expected "
            "after '\"'). A quoted field ends with a quote and a separator; a quote within it is "
            "written twice. Correct the line or export the file again.",
            id="a quote in the middle",
        ),
        pytest.param(
            "hire_date,annual_pay\n2020-01-02,$1,000\n2020-01-02,$2,000\n2020-01-02,3\n",
            {},
            "people.csv: the file has 2 rows of 3 that cannot be read; the first, in line 2, has "
            "3 fields instead of 2. One person a line is expected, a field with a separator in it "
            "between quotes. Export it again.",
            id="most rows too long",
        ),
        pytest.param(
            gzip.compress(PLAIN.encode() * 99)[:-12],
            {},
            "people.csv: the file cannot be read to its end (Compressed file ended before the "
            "end-of-stream marker was reached). It must be whole. Copy or export it again.",
            id="a truncated archive",
        ),
        pytest.param(
            b"PK\x03\x04 and so on",
            {},
            "people.csv: the file is not an Excel workbook that can be read. A census is a CSV "
            "(plain or .gz), a Parquet or an Excel file (.xlsx). Save it again as .xlsx or CSV. "
            "(File is not a zip file)",
            id="an archive",
        ),
        pytest.param(
            b"\xd0\xcf\x11\xe0 and so on",
            {},
            "people.csv: the file is an Excel workbook of the old form (.xls) or one with a "
            "password. A census is a CSV (plain or .gz), a Parquet or an Excel file (.xlsx). Save "
            "it as .xlsx, without a password, or as CSV.",
            id="an old workbook",
        ),
        pytest.param(
            b"hire_date,annual_pay\n\x81\x8d,\x90\n",
            {},
            "people.csv: the file is not text in UTF-8, UTF-16 or Windows-1252. A census is a CSV "
            "(plain or .gz), a Parquet or an Excel file (.xlsx). Save it as 'CSV UTF-8'.",
            id="not text",
        ),
    ],
)
def test_a_bad_file_is_told_in_one_message(content, columns, expected, connection, census):
    assert message(connection, census(content, columns)) == expected


def test_a_file_of_another_kind_is_not_parquet(connection, census):
    told = message(connection, census("hire_date,annual_pay\n", name="people.parquet"))

    assert told.startswith(
        "people.parquet: the file is not a Parquet file that can be read. A census is a CSV "
        "(plain or .gz), a Parquet or an Excel file (.xlsx). Export it again. ("
    )


def test_a_parquet_file_without_rows_is_told(connection, census, tmp_path):
    duckdb.sql("select 1 as hire_date, 2 as annual_pay limit 0").write_parquet(
        str(tmp_path / "none.parquet")
    )

    assert message(connection, CensusSource("none.parquet", AS_OF, folder=tmp_path)) == (
        "none.parquet: the file has no rows. One person a line is expected, a field with a "
        "separator in it between quotes. Export it again."
    )


def test_a_missing_file_is_told(connection, tmp_path):
    assert message(connection, CensusSource("gone.csv", AS_OF, folder=tmp_path)) == (
        "gone.csv: there is no such census file. A census is 'sample' or a CSV, Parquet or "
        "Excel file, named relative to the folder that holds scenarios/. Correct census.path."
    )


def test_a_folder_is_told(connection, tmp_path):
    (tmp_path / "data").mkdir()

    assert message(connection, CensusSource("data", AS_OF, folder=tmp_path)) == (
        "data: the census is a folder. It must be one CSV, Parquet or Excel file. Name a "
        "file in it."
    )


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_told(connection, census, tmp_path):
    source = census(PLAIN)
    (tmp_path / "people.csv").chmod(0)

    assert message(connection, source) == (
        "people.csv: the census cannot be opened: Permission denied. "
        "It must be a file that you may read. Change its permissions."
    )


def test_a_census_that_failed_is_not_there(connection, census):
    source = census('hire_date,annual_pay\n2020-01-02,1\n2020-01-02,"2\n')
    message(connection, source)

    assert connection.execute("from inputs.censuses").fetchall() == []


# What the models make of it --------------------------------------------------------------------

DIRTY = """\
id,born,Hire Date,pay,Status,rate,left
A1,1980-05-06,\u00a07/6/2010,"$51,862.00 ",A,6,
A2,5/6/80,07/06/10,60000,Active,3%,
A2,1990-01-02,2015-01-02,61000,Active,0,
A1,1980-05-06,\u00a07/6/2010,"$51,862.00 ",A,6,
,someday,2-Jan-2015,70000,A,lots,
A5,1990-01-02,2015-01-02,80000,T,5,
A6,1990-01-02,2015-01-02,80000,A,5,12/31/2025
A7,1990-01-02,2026-01-02,80000,A,5,
A8,1990-01-02,,n/a,A,5,
A9,1990-01-02,2015-01-02,(5),A,5,
,,,,,,
B1,1990-01-02,2015-01-02,$1,000,A,5,
"""


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory):
    """A database in which the staging models have run on a dirty file and on a sample."""
    folder = tmp_path_factory.mktemp("warehouse")
    (folder / "dirty.csv").write_text(DIRTY, encoding="utf-8")
    theirs = {
        "employee_id": "id",
        "birth_date": "born",
        "annual_pay": "pay",
        "deferral_rate": "rate",
        "termination_date": "left",
    }
    path = folder / "warehouse.duckdb"
    with duckdb.connect(str(path)) as opened:
        read_census(opened, CensusSource("dirty.csv", AS_OF, theirs, folder=folder))
        read_census(opened, CensusSource("sample", AS_OF, sample_size=2_000, seed=42))
    run_dbt(folder, path)
    with duckdb.connect(str(path), read_only=True) as opened:
        yield opened


def run_dbt(folder: Path, warehouse: Path) -> None:
    options = {
        "--project-dir": dbt_project(),
        "--profiles-dir": profiles(),
        "--target-path": folder / "target",
        "--log-path": folder / "logs",
    }
    marts = ("+fct_census_issues", "+fct_census_left_out")
    selected = ["--select", *marts, "+stg_employees", "--exclude", "test_type:unit"]
    selected += ["--indirect-selection", "cautious"]
    completed = subprocess.run(
        [sys.executable, "-m", "dbt.cli.main", "build", *selected]
        + [str(word) for option in options.items() for word in option],
        env=os.environ | {"RUNNER_WAREHOUSE": str(warehouse)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert completed.returncode == 0, completed.stdout


def test_every_row_is_an_employee_or_is_reported(warehouse):
    """Of 12 rows: 4 employees, 3 rejected, 1 repeated, 1 later, 2 terminated, 1 empty."""
    employees = warehouse.execute(
        "select row_number, employee_id, birth_date, hire_date, cast(annual_pay as integer),"
        " deferral_rate * 100 from staging.stg_employees"
        " inner join inputs.censuses using (census_id) where source = 'dirty.csv' order by all"
    ).fetchall()
    problems = warehouse.execute(
        "select row_number, line, field, value, problem, action from fct_census_issues"
        " inner join inputs.censuses using (census_id) where source = 'dirty.csv'"
        " order by row_number nulls last, field, problem"
    ).fetchall()
    left_out = warehouse.execute(
        "select row_number, line, employee_id, outcome, reason from fct_census_left_out"
        " inner join inputs.censuses using (census_id) where source = 'dirty.csv' order by all"
    ).fetchall()

    assert employees == [
        (1, "A1", dt.date(1980, 5, 6), dt.date(2010, 7, 6), 51862, 6),
        (2, "A2", dt.date(1980, 5, 6), dt.date(2010, 7, 6), 60000, 3),
        (3, "A2-2", dt.date(1990, 1, 2), dt.date(2015, 1, 2), 61000, 0),
        (5, "R5", dt.date(1985, 1, 2), dt.date(2015, 1, 2), 70000, None),
    ]
    assert problems == [
        (3, 4, "employee_id", "A2", "repeated", "kept under the id with a number"),
        (4, 5, "employee_id", "A1", "row repeated", "row left out"),
        (5, 6, "birth_date", "someday", "unreadable", "assumed from the age or hire date"),
        (5, 6, "deferral_rate", "lots", "unreadable", "taken as unknown"),
        (5, 6, "employee_id", None, "missing", "id made from the row number"),
        (8, 9, "hire_date", "2026-01-02", "after the census date", "row left out"),
        (9, 10, "annual_pay", None, "missing", "row rejected"),
        (9, 10, "hire_date", None, "missing", "row rejected"),
        (10, 11, "annual_pay", "(5)", "zero or negative", "row rejected"),
        (12, 13, "(row)", None, "8 fields instead of 7", "row rejected"),
        (None, None, "(row)", "1", "empty", "rows left out"),
        (None, None, "birth_date", "1", "day or month first", "read month first"),
        (None, None, "hire_date", "3", "day or month first", "read month first"),
        (None, None, "job_level", "4", "missing in all rows", "assumed from the pay"),
        (None, None, "termination_date", "2", "terminated", "rows left out"),
    ]
    assert left_out == [
        (4, 5, "A1", "repeated", "the same as an earlier row"),
        (6, 7, "A5", "terminated", "status T"),
        (7, 8, "A6", "terminated", "left on 2025-12-31"),
        (8, 9, "A7", "hired later", "hired on 2026-01-02"),
        (9, 10, "A8", "rejected", "annual_pay missing; hire_date missing"),
        (10, 11, "A9", "rejected", "annual_pay zero or negative"),
        (11, 12, None, "empty", "no field has a value"),
        (12, 13, None, "rejected", "8 fields instead of 7"),
    ]


def test_the_sample_looks_like_an_employer(warehouse):
    """The shapes that the sample's models promise; nothing in it needs to be assumed."""
    [found] = warehouse.execute(
        """
        select
            count(*),
            count(distinct department),
            count(distinct location),
            median(annual_pay) between 58000 and 66000,
            avg(cast(annual_pay > 160000 as integer)) between 0.02 and 0.07,
            median(as_of - hire_date) / 365 between 3.5 and 4.5,
            avg(cast(date_diff('year', birth_date, as_of) between 28 and 58 as integer)) > 0.7,
            min(date_sub('year', birth_date, hire_date)) >= 18,
            max(date_sub('year', birth_date, as_of)) <= 70,
            avg(cast(deferral_rate > 0 as integer)) between 0.69 and 0.75,
            min(job_level) = 1 and max(job_level) = 5,
            bool_or(is_birth_date_assumed or is_employee_id_assumed or is_job_level_assumed)
        from staging.stg_employees
        inner join inputs.censuses using (census_id)
        where source = 'sample'
        """
    ).fetchall()

    assert found == (2000, 8, 5, *[True] * 8, False)


@pytest.mark.parametrize(
    "table", ["main.fct_census_issues", "main.fct_census_left_out", "staging.stg_employees"]
)
def test_the_models_without_dbt_say_what_they_say_with_it(table, warehouse, tmp_path):
    with duckdb.connect() as again:
        [(path,)] = warehouse.execute(
            "select path from duckdb_databases() where not internal"
        ).fetchall()
        again.execute(f"attach '{path}' as built (read_only)")
        again.execute("create schema inputs")
        for name in ("censuses", "census_rows", "census_unread_rows", "census_remarks"):
            again.execute(f"create table inputs.{name} as from built.inputs.{name}")
        judge(again)
        for one, two in ((table, f"built.{table}"), (f"built.{table}", table)):
            assert again.execute(f"from {one} except all from {two}").fetchall() == []
        assert again.execute(f"select count(*) > 5 from {table}").fetchall() == [(True,)]
