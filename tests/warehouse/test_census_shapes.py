"""Payroll files in the shapes in which they come, and what becomes of each of their rows.

The files are made up; their dirt is that of real ones.
"""

from __future__ import annotations

import datetime as dt
import gzip
import os
from pathlib import Path

import duckdb
import openpyxl
import pytest

from runner.errors import CensusError
from runner.warehouse.census import CensusSource, read_census
from runner.warehouse.census_judgement import judge

AS_OF = dt.date(2025, 12, 31)


def judged(folder, content, columns=None, name="people.csv", sheet=None, as_of=AS_OF):
    """A connection in which the census models ran on a file with this content."""
    if content is not None:
        data = content if isinstance(content, bytes) else content.encode()
        (folder / name).write_bytes(data)
    connection = duckdb.connect()
    source = CensusSource(name, as_of, columns or {}, folder=folder, sheet=sheet)
    read_census(connection, source)
    judge(connection)
    return connection


def employees(connection, *columns):
    return connection.execute(
        f"select {', '.join(columns)} from staging.stg_employees order by row_number"
    ).fetchall()


def issues(connection):
    """Line, field, value, problem and action of what is told, less what is missing in all rows."""
    return connection.execute(
        "select line, field, value, problem, action from fct_census_issues "
        "where problem <> 'missing in all rows' order by line nulls first, field, problem"
    ).fetchall()


def left_out(connection):
    return connection.execute(
        "select line, outcome, reason from fct_census_left_out order by row_number"
    ).fetchall()


def workbook(path, rows, **sheets):
    """Write a workbook with these rows in its first sheet and others in further ones."""
    book = openpyxl.Workbook()
    book.active.title = "People"
    for row in rows:
        book.active.append(row)
    for title, cells in sheets.items():
        sheet = book.create_sheet(title)
        for row in cells:
            sheet.append(row)
    book.save(path)


# Text ------------------------------------------------------------------------------------------

REPORT = """\
"Acme, Inc."
Payroll register
Run date: 1/3/2026

Emp ID,Name,Hire Date,Annual Salary
E1,"Ann, A.",01/15/2020,"$52,000.50"
E2,"Bo, B.",13-Feb-2021,61k

Emp ID,Name,Hire Date,Annual Salary
E3,"Cy, C.",2022-03-04,70000
Total,,,"$183,000.50"
,3 people,,
*** End of report ***
"""


def test_titles_totals_and_repeated_names_of_columns_are_no_people(tmp_path):
    found = judged(tmp_path, REPORT, {"employee_id": "Emp ID", "annual_pay": "Annual Salary"})

    assert employees(found, "employee_id", "hire_date", "annual_pay") == [
        ("E1", dt.date(2020, 1, 15), 52000.50),
        ("E2", dt.date(2021, 2, 13), 61000),
        ("E3", dt.date(2022, 3, 4), 70000),
    ]
    assert left_out(found) == [
        (9, "total or remark", "names of columns again"),
        (11, "total or remark", "Total"),
        (12, "empty", "no field has a value"),
        (13, "total or remark", "*** End of report ***"),
    ]
    assert issues(found) == [
        (None, "(row)", "1", "empty", "rows left out"),
        (None, "(row)", "2", "total or remark", "rows left out"),
        (5, "(file)", "3", "lines above the names of columns", "lines left out"),
        (9, "(row)", None, "names of columns again", "row left out"),
    ]


@pytest.mark.parametrize(
    ("content", "remarks"),
    [
        pytest.param("hire_date,annual_pay,department\n2020-01-02,1000,Café\n", [], id="UTF-8"),
        pytest.param(
            "hire_date;annual_pay;department\n2020-01-02;1000;Café\n".encode("utf-16-le"),
            [],
            id="UTF-16 without a mark, semicolons",
        ),
        pytest.param(
            "hire_date\tannual_pay\tdepartment\n2020-01-02\t1000\tCafé\n".encode("utf-16-be"),
            [],
            id="UTF-16 of the other order, tabs",
        ),
        pytest.param(
            "Staff; all, as of today\nhire_date|annual_pay|department\n"
            "2020-01-02|1000|Café\n".encode("cp1252"),
            [
                (None, "(file)", "Windows-1252", "not UTF-8", "read as Windows-1252"),
                (2, "(file)", "1", "lines above the names of columns", "lines left out"),
            ],
            id="Windows-1252, a title with other separators, bars",
        ),
        pytest.param(
            gzip.compress("hire_date,annual_pay,department\n2020-01-02,1000,Café\n".encode()),
            [],
            id="gzipped",
        ),
    ],
)
def test_encoding_and_delimiter_are_found_out_and_a_guess_is_told(content, remarks, tmp_path):
    found = judged(tmp_path, content)

    assert employees(found, "annual_pay", "department") == [(1000, "Café")]
    assert issues(found) == remarks


@pytest.mark.parametrize(
    ("dates", "expected", "told"),
    [
        pytest.param(
            ["12/31/2019", "01/02/2020", "2021-03-04"],
            ["2019-12-31", "2020-01-02", "2021-03-04"],
            [],
            id="the month first, as one date shows",
        ),
        pytest.param(
            ["31/12/2019", "01/02/2020", "5 March 2021"],
            ["2019-12-31", "2020-02-01", "2021-03-05"],
            [(None, "hire_date", "1", "day before month", "read day first")],
            id="the day first, as one date shows",
        ),
        pytest.param(
            ["01/02/2020", "3/4/21", "05.05.2022"],
            ["2020-01-02", "2021-03-04", "2022-05-05"],
            [(None, "hire_date", "2", "day or month first", "read month first")],
            id="nothing shows which is first",
        ),
        pytest.param(
            ["12/31/2019", "12/30/2019", "31/12/2018", "01/02/2020"],
            ["2019-12-31", "2019-12-30", "2018-12-31", "2020-01-02"],
            [
                (None, "hire_date", "1", "day or month first", "read month first"),
                (
                    4,
                    "hire_date",
                    "31/12/2018",
                    "unlike its column",
                    "read in the only order possible",
                ),
            ],
            id="dates of either order in one column",
        ),
    ],
)
def test_the_order_of_day_and_month_is_that_of_the_column(dates, expected, told, tmp_path):
    rows = "".join(f"{date},50000\n" for date in dates)
    found = judged(tmp_path, "hire_date,annual_pay\n" + rows)

    assert [str(day) for (day,) in employees(found, "hire_date")] == expected
    assert issues(found) == told


@pytest.mark.parametrize(
    ("rates", "expected", "told"),
    [
        pytest.param(["6", "0", "3.5"], [0.06, 0, 0.035], [], id="percent"),
        pytest.param(["0.06", "0", "0.035"], [0.06, 0, 0.035], [], id="fractions"),
        pytest.param(["6%", "0 %", "3.5%"], [0.06, 0, 0.035], [], id="with the sign"),
        pytest.param(
            ["0.06", "0.03", "4"],
            [0.06, 0.03, 0.04],
            [(4, "deferral_rate", "4", "unlike its column", "read as percent")],
            id="a percentage among fractions",
        ),
        pytest.param(
            ["6", "3", "0.04"],
            [0.06, 0.03, 0.04],
            [(4, "deferral_rate", "0.04", "a fraction among percentages", "read as fraction")],
            id="a fraction among percentages",
        ),
    ],
)
def test_a_rate_is_a_fraction_or_a_percentage_like_its_column(rates, expected, told, tmp_path):
    rows = "".join(f"2020-01-13,50000,{rate}\n" for rate in rates)
    found = judged(tmp_path, "hire_date,annual_pay,deferral_rate\n" + rows)

    assert [float(rate) for (rate,) in employees(found, "deferral_rate")] == expected
    assert issues(found) == told


def test_hourly_pay_is_made_a_year_of_weeks(tmp_path):
    found = judged(
        tmp_path,
        "hire_date,hourly_pay,hours_per_week\n"
        "2020-01-13,$25.50,37.5\n"
        "2020-01-13,20,\n"
        "2020-01-13,18,lots\n"
        "2020-01-13,,40\n",
    )

    # 25.50 * 37.5 * 52, then 40 hours a week.
    assert employees(found, "annual_pay", "hours_per_week", "is_annual_pay_assumed") == [
        (49725, 37.5, True),
        (41600, None, True),
        (37440, None, True),
    ]
    assert issues(found) == [
        (3, "hours_per_week", None, "missing", "taken as 40 where pay is by the hour"),
        (4, "hours_per_week", "lots", "unreadable", "taken as 40 where pay is by the hour"),
        (5, "annual_pay", None, "missing", "row rejected"),
    ]
    assert found.execute(
        "select value, action from fct_census_issues where field = 'annual_pay' and line is null"
    ).fetchall() == [("3", "made from the hourly pay")]


POLICE = """\
employee_id,age,sex,sal_rate,hire_date
0000000001,55,M,168400, 8/21/1986
0000000002,33,M,90250,\N{NO-BREAK SPACE}6/15/1995
0000000003,41,F,82000,2006-07-17
0000000003,48,M,97310, 6/2/2001
0000000004,,,,
0000000004,,,,
0000000005,22,F,61000,1/4/2026
0000000001,55,M,168400, 8/21/1986
"""


def test_a_file_with_ages_repeated_ids_and_rows_of_ids_alone(tmp_path):
    found = judged(tmp_path, POLICE, {"gender": "sex", "annual_pay": "sal_rate"})

    # An age is the middle of its year: 55 and a half years before the end of 2025.
    assert employees(found, "employee_id", "birth_date", "hire_date") == [
        ("0000000001", dt.date(1970, 6, 30), dt.date(1986, 8, 21)),
        ("0000000002", dt.date(1965, 6, 15), dt.date(1995, 6, 15)),
        ("0000000003", dt.date(1984, 6, 30), dt.date(2006, 7, 17)),
        ("0000000003-2", dt.date(1977, 6, 30), dt.date(2001, 6, 2)),
    ]
    assert left_out(found) == [
        (6, "rejected", "annual_pay missing; hire_date missing"),
        (7, "rejected", "annual_pay missing; hire_date missing"),
        (8, "hired later", "hired on 2026-01-04"),
        (9, "repeated", "the same as an earlier row"),
    ]
    assert [issue for issue in issues(found) if issue[0] in (3, 5)] == [
        (3, "age", "33", "hired before age 14", "assumed from the age or hire date"),
        (5, "employee_id", "0000000003", "repeated", "kept under the id with a number"),
    ]


COUNTY = """\
gender,department,assignment_category,date_first_hired,year_first_hired,current_annual_salary
F,Parks,Fulltime-Regular,09/20/1985,1985,68000.18
M,Parks,Parttime-Regular,09/14/1989,1989,96000.47
,Health,Fulltime-Regular,11/17/1990,1990,103000.28
"""


def test_a_file_without_ids_and_births(tmp_path):
    theirs = {
        "status": "assignment_category",
        "hire_date": "date_first_hired",
        "annual_pay": "current_annual_salary",
    }
    found = judged(tmp_path, COUNTY, theirs, as_of=dt.date(2016, 12, 31))

    # Hired at 30, as nobody says otherwise.
    assert employees(found, "employee_id", "birth_date", "annual_pay * 100", "gender") == [
        ("R1", dt.date(1955, 9, 20), 6800018, "F"),
        ("R2", dt.date(1959, 9, 14), 9600047, "M"),
        ("R3", dt.date(1960, 11, 17), 10300028, None),
    ]
    assert issues(found) == []


CITY = """\
fiscal_year,name_key,agency,hire_date_raw,annual_salary_raw
2015,aa01,PW-Public Works ,10/22/79,"$50,900.00 "
2015,aa02,Law Office ,9/27/06,"$63,000.00 "
2015,aa03,Health Department ,,"$56,900.00 "
2015,aa04,Youth Summer  ,06/05/14,"$900.00 "
2015,aa05,Youth Summer  ,2014-06-05,$0.00
"""


def test_a_file_with_dates_of_two_shapes_and_money_as_text(tmp_path):
    theirs = {
        "employee_id": "name_key",
        "department": "agency",
        "hire_date": "hire_date_raw",
        "annual_pay": "annual_salary_raw",
    }
    found = judged(tmp_path, CITY, theirs, as_of=dt.date(2015, 6, 30))

    assert employees(found, "hire_date", "annual_pay", "department") == [
        (dt.date(1979, 10, 22), 50900, "PW-Public Works"),
        (dt.date(2006, 9, 27), 63000, "Law Office"),
        (dt.date(2014, 6, 5), 900, "Youth Summer"),
    ]
    assert issues(found) == [
        (4, "hire_date", None, "missing", "row rejected"),
        (5, "annual_pay", "$900.00", "under 1,000", "taken as written"),
        (6, "annual_pay", "$0.00", "zero or negative", "row rejected"),
    ]


REAL = {
    "employees_10k.csv.gz": (
        "2002-12-31",
        {"employee_id": "emp_no", "annual_pay": "annual_salary", "termination_date": "left_on"},
    ),
    "montgomery_county_md_2016.csv.gz": (
        "2016-12-31",
        {"hire_date": "date_first_hired", "annual_pay": "current_annual_salary"},
    ),
    "baltimore_county_police_2020.csv.gz": ("2020-12-31", {"annual_pay": "sal_rate"}),
    "baltimore_city_fy2012_2015.csv.gz": (
        "2015-06-30",
        {
            "employee_id": "name_key",
            "hire_date": "hire_date_raw",
            "annual_pay": "annual_salary_raw",
        },
    ),
}
PAYROLLS = "RUNNER_PAYROLL_FILES"


@pytest.mark.parametrize("name", REAL)
def test_every_row_of_a_real_file_is_accounted_for(name):
    """Real files are not part of the project: where they are, says a variable."""
    folder = os.environ.get(PAYROLLS)
    if not folder:
        pytest.skip(f"{PAYROLLS} does not name the folder of real payroll files")
    as_of, columns = REAL[name]
    found = judged(Path(folder), None, columns, name, as_of=dt.date.fromisoformat(as_of))
    with gzip.open(Path(folder) / name, "rt", encoding="utf-8") as lines:
        rows = sum(1 for _ in lines) - 1

    accounts = found.execute(
        "select row_number from staging.stg_employees "
        "union all select row_number from fct_census_left_out order by 1"
    ).fetchall()

    assert [number for (number,) in accounts] == list(range(1, rows + 1))
    [(unexplained,)] = found.execute(
        "select count(*) from fct_census_left_out where is_rejected and row_number not in "
        "(select row_number from fct_census_issues where action = 'row rejected')"
    ).fetchall()
    assert unexplained == 0


# Workbooks -------------------------------------------------------------------------------------

SHEET = [
    ["Acme, Inc.: people"],
    [],
    ["ID", "Hire Date", "Annual Pay", "Deferral Rate", "Birth Date", None],
    [10001, dt.datetime(2020, 1, 2), 52000.5, 0.06, dt.date(1980, 5, 6), None],
    [None, None, None, None, None, None],
    [10002, "1/13/2021", "$61,000", 0.035, "1990-02-03", "a note beside the table"],
    ["E-3", dt.datetime(2021, 2, 3, 0, 0), 1e5, "4%", None],
    ["Total", None, 213000.5, None, None],
]


def test_a_workbook_is_read_like_text_with_dates_as_dates(tmp_path):
    workbook(tmp_path / "people.xlsx", SHEET)
    found = judged(tmp_path, None, {"employee_id": "ID"}, "people.xlsx")

    assert employees(found, "employee_id", "hire_date", "annual_pay", "birth_date") == [
        ("10001", dt.date(2020, 1, 2), 52000.5, dt.date(1980, 5, 6)),
        ("10002", dt.date(2021, 1, 13), 61000, dt.date(1990, 2, 3)),
        ("E-3", dt.date(2021, 2, 3), 100000, dt.date(1991, 2, 3)),
    ]
    assert [float(rate) for (rate,) in employees(found, "deferral_rate")] == [0.06, 0.035, 0.04]
    assert left_out(found) == [(8, "total or remark", "Total")]
    assert [issue for issue in issues(found) if issue[0]] == [
        (3, "(file)", "1", "lines above the names of columns", "lines left out"),
        (7, "birth_date", None, "missing", "assumed from the age or hire date"),
    ]


def test_a_cell_shown_as_a_percentage_is_one(tmp_path):
    """Excel keeps 100 % as the number 1, which as text would be 1 %."""
    workbook(
        tmp_path / "people.xlsx",
        [
            ["hire_date", "annual_pay", "deferral_rate"],
            [dt.date(2020, 1, 2), 1000, 1],
            [dt.date(2020, 1, 2), 1000, 0.005],
        ],
    )
    book = openpyxl.load_workbook(tmp_path / "people.xlsx")
    for row in (2, 3):
        book.active.cell(row, 3).number_format = "0.0%"
    book.save(tmp_path / "people.xlsx")
    found = judged(tmp_path, None, name="people.xlsx")

    assert [float(rate) for (rate,) in employees(found, "deferral_rate")] == [1, 0.005]


def test_the_first_sheet_that_is_shown_is_read_or_the_one_named(tmp_path):
    head = ["hire_date", "annual_pay"]
    workbook(
        tmp_path / "people.xlsx",
        [["see the other sheets"]],
        First=[head, [dt.date(2020, 1, 13), 1000]],
        Second=[head, [dt.date(2020, 1, 13), 2000]],
    )
    book = openpyxl.load_workbook(tmp_path / "people.xlsx")
    book["People"].sheet_state = "hidden"
    book.save(tmp_path / "people.xlsx")

    first = judged(tmp_path, None, name="people.xlsx")
    second = judged(tmp_path, None, name="people.xlsx", sheet="Second")

    assert employees(first, "annual_pay") == [(1000,)]
    assert issues(first) == [(None, "(file)", "Second", "more sheets", "read the first, First")]
    assert employees(second, "annual_pay") == [(2000,)]
    assert issues(second) == []


def test_a_sheet_that_is_not_there_is_told(tmp_path):
    workbook(tmp_path / "people.xlsx", SHEET, Leavers=[["nobody"]])

    with pytest.raises(CensusError) as caught:
        judged(tmp_path, None, name="people.xlsx", sheet="people")
    assert str(caught.value) == (
        "people.xlsx: the workbook has no sheet 'people'. It has 'People', 'Leavers'. "
        "Correct census.sheet."
    )


def test_only_workbooks_have_sheets(tmp_path):
    with pytest.raises(CensusError) as caught:
        judged(tmp_path, "hire_date,annual_pay\n2020-01-02,1000\n", sheet="People")
    assert str(caught.value) == (
        "people.csv: census.sheet is 'People', but the file is not an Excel workbook. Only "
        "workbooks have sheets. Remove census.sheet."
    )


def test_whole_numbers_in_a_parquet_column_of_doubles_are_written_as_such(tmp_path):
    duckdb.sql(
        "select 10001.0::double as employee_id, 52000.5::double as annual_pay,"
        " timestamp '2020-01-13 00:00:00' as hire_date"
    ).write_parquet(str(tmp_path / "people.parquet"))
    found = judged(tmp_path, None, name="people.parquet")

    assert employees(found, "employee_id", "annual_pay", "hire_date") == [
        ("10001", 52000.5, dt.date(2020, 1, 13))
    ]
