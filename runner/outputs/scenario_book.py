"""What the workbooks of one scenario share: its years, its people in replicate 0, About."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from runner.outputs import sheets
from runner.outputs.by_year import Row, Years, rows_of
from runner.outputs.facts import BatchFacts, label_of, write_about
from runner.outputs.identity import explain
from runner.outputs.long_tables import LongTable, fitted, rows_by_year, write_long_table
from runner.outputs.rows import write_rows
from runner.outputs.sheets import Book, Sheet

if TYPE_CHECKING:
    import duckdb

LIMITS = "Years under Projected rest on statutory limits that are not published yet."
_MOST = sheets.MAX_ROWS - 20
"""Rows of a table that fit on a sheet, below its title."""

SCENARIO = "select * from dim_scenarios where scenario_id = getvariable('shown')"
YEARS = """
select plan_year, limits_are_projected
from fct_plan_years
where scenario_id = getvariable('shown') and replicate = 0
order by plan_year
"""
CENSUS_PROBLEMS = "select census_id, count(*) as problems from fct_census_issues group by census_id"


@dataclass(frozen=True)
class Shown:
    """One scenario of a database: ``connection`` has its id in the variable ``shown``."""

    connection: duckdb.DuckDBPyConnection
    scenario: Row
    years: Years
    facts: BatchFacts
    detail_rows: int


def show(
    connection: duckdb.DuckDBPyConnection, scenario_id: str, facts: BatchFacts, detail_rows: int
) -> Shown:
    """Look at one scenario, on a connection of its own."""
    own = connection.cursor()
    own.execute("set variable shown = ?", [scenario_id])
    found = own.execute(YEARS).fetchall()
    years = Years(
        [year for year, _ in found], frozenset(year for year, is_projected in found if is_projected)
    )
    return Shown(own, rows_of(own, SCENARIO)[0], years, facts, detail_rows)


@contextmanager
def writing(shown: Shown, title: str, target: Path, metrics: Sequence[str]) -> Iterator[Book]:
    """A workbook to add sheets to; then About is added and it is saved.

    ``metrics`` are those that About explains.
    """
    scenario_id = shown.scenario["scenario_id"]
    book = sheets.new_book(
        f"{title}: {label_of(shown.scenario)}",
        shown.facts.started_at,
        f"{scenario_id}, {shown.facts.batch_id}",
    )
    yield book
    problems = {
        row["census_id"]: row["problems"] for row in rows_of(shown.connection, CENSUS_PROBLEMS)
    }
    write_about(
        sheets.add_sheet(book, "About"),
        replace(shown.facts, contents=contents(scenario_id), failed=()),
        [shown.scenario],
        metrics,
        sorted(shown.years.projected),
        problems,
    )
    sheets.save(book, target)


def contents(scenario_id: str) -> dict[str, str]:
    """What each file of a scenario's folder is."""
    return {
        f"workforce_snapshot_{scenario_id}.xlsx": "Who works here and takes part, year by year.",
        f"yearly_events_{scenario_id}.xlsx": "What happened to people, by type, reason and month.",
        f"contributions_{scenario_id}.xlsx": "What each person and the employer put in.",
        f"simulation_{scenario_id}.duckdb": "The scenario's rows of all tables, for SQL.",
        "scenario.yml": "All parameters, with the file and line that set each.",
    }


def add_page(book: Book, shown: Shown, name: str, said: str, limits: str = LIMITS) -> Sheet:
    """A sheet with its title, the scenario, and what a reader needs to know."""
    sheet = sheets.add_sheet(book, name)
    sheets.write_lines(sheet, name, tone="top")
    scenario = shown.scenario
    about = f"{label_of(scenario)} ({scenario['scenario_id']})"
    if scenario["replicates"] > 1:
        said += f" One of {scenario['replicates']} replicates is shown, the first."
    explain(sheet, {"Scenario": about, "Shown": said, "Limits": limits}, 1)
    return sheet


def add_detail(
    book: Book, shown: Shown, name: str, table: LongTable, target: Path, said: str
) -> None:
    """Add a sheet with all rows of a table.

    If they are too many, there is a sheet for each year or one that says in which Parquet file
    they are, which is ``target``.
    """
    rows = sum(rows_by_year(shown.connection, table).values())
    if rows > _MOST or rows > shown.detail_rows:
        add_years(book, shown, name, table, target, said)
        return
    page = add_page(book, shown, name, said, _limits_said(shown.years))
    write_long_table(shown.connection, page, fitted(shown.connection, table), rows)


def add_years(
    book: Book, shown: Shown, name: str, table: LongTable, target: Path, said: str
) -> None:
    """Add a sheet for each year, or one that says in which Parquet file the rows are."""
    rows = rows_by_year(shown.connection, table)
    if sum(rows.values()) > shown.detail_rows or max(rows.values(), default=0) > _MOST:
        write_rows(shown.connection, table.ordered, target)
        page = add_page(book, shown, name, said, _limits_said(shown.years))
        sheets.write_lines(page, "", *_elsewhere(sum(rows.values()), shown.detail_rows, target))
        return
    table = fitted(shown.connection, table)
    for year in shown.years.all:
        state = "Projected" if year in shown.years.projected else "Published"
        page = add_page(book, shown, f"{name} {year}", said, f"{state} for this year.")
        of_year = replace(table, query=f"from ({table.query}) where plan_year = {year:d}")
        write_long_table(shown.connection, page, of_year, rows.get(year, 0))


def _elsewhere(rows: int, allowed: int, target: Path) -> list[str]:
    return [
        f"These are {rows:,} rows. Workbooks hold up to {min(allowed, _MOST):,}, unless more are "
        "asked for: runner export --detail-rows.",
        f"They are in the file {target.name} beside this one, which Python, R, Power BI and "
        "DuckDB read.",
    ]


def _limits_said(years: Years) -> str:
    named = ", ".join(map(str, sorted(years.projected)))
    return (
        f"Not published yet, but projected, for {named}." if named else "Published for all years."
    )
