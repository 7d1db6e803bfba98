"""What is in a census, in numbers: how many of each field, from where to where, how spread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb

BINS = 12
"""Columns of a histogram."""

_NUMBERS = {
    "birth_date": "case when not is_birth_date_assumed then birth_date end",
    "age": "age",
    "hire_date": "hire_date",
    "annual_pay": "annual_pay",
    "hours_per_week": "hours_per_week",
    "job_level": "case when not is_job_level_assumed then job_level end",
    "deferral_rate": "deferral_rate",
    "employer_balance": "employer_balance",
    "ownership": "ownership",
}
_PEOPLE = """
create or replace temporary table people as
select employees.*, outcomes.age
from staging.stg_employees as employees
inner join staging.stg_census_outcomes as outcomes using (census_id, row_number)
"""
_TEXTS = {
    "employee_id": "case when not is_employee_id_assumed then employee_id end",
    "department": "nullif(department, '(none)')",
    "location": "nullif(location, '(none)')",
    "gender": "gender",
}


@dataclass(frozen=True)
class FieldProfile:
    """A field of the employees, as far as it was given.

    ``bins`` counts the values from the lowest to the highest in columns of equal width, one
    hundredth at either end put into the outermost. ``values`` are the most frequent ones of a
    field of text.
    """

    name: str
    given: int
    missing: int
    distinct: int
    lowest: Any = None
    median: Any = None
    highest: Any = None
    bins: tuple[int, ...] = ()
    values: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Issue:
    """A row of fct_census_issues."""

    row_number: int | None
    line: int | None
    field: str
    value: str | None
    problem: str
    action: str


@dataclass(frozen=True)
class LeftOut:
    """A row of fct_census_left_out."""

    row_number: int
    line: int | None
    employee_id: str | None
    outcome: str
    reason: str


def profile(connection: duckdb.DuckDBPyConnection) -> list[FieldProfile]:
    """The fields of the only census in ``connection`` that anybody has, after it was judged."""
    connection.execute(_PEOPLE)
    numbers = [_number(connection, name, value) for name, value in _NUMBERS.items()]
    texts = [_text(connection, name, value) for name, value in _TEXTS.items()]
    return [field for field in (*numbers, *texts) if field.given]


def issues(connection: duckdb.DuckDBPyConnection) -> list[Issue]:
    """All problems found: those of the file, then of many rows, then of single ones."""
    rows = connection.execute(
        "select row_number, line, field, value, problem, action from main.fct_census_issues "
        "order by field <> '(file)', row_number nulls first, field, problem"
    ).fetchall()
    return [Issue(*row) for row in rows]


def left_out(connection: duckdb.DuckDBPyConnection) -> list[LeftOut]:
    """All rows that are no employees."""
    rows = connection.execute(
        "select row_number, line, employee_id, outcome, reason from main.fct_census_left_out "
        "order by row_number"
    ).fetchall()
    return [LeftOut(*row) for row in rows]


def _number(connection: duckdb.DuckDBPyConnection, name: str, value: str) -> FieldProfile:
    given, missing, distinct, lowest, median, highest = connection.execute(
        f"""
        select
            count(value), count(*) - count(value), count(distinct value),
            min(value), quantile_disc(value, 0.5), max(value)
        from (select {value} as value from people)
        """
    ).fetchall()[0]
    bins = _bins(connection, value) if distinct > 1 else ()
    return FieldProfile(name, given, missing, distinct, lowest, median, highest, bins)


def _bins(connection: duckdb.DuckDBPyConnection, value: str) -> tuple[int, ...]:
    counted = dict(
        connection.execute(
            f"""
            with numbers as (
                select
                    case
                        when try_cast(value as date) is null then try_cast(value as double)
                        else cast(date_diff('day', date '1900-01-01', value::date) as double)
                    end as number
                from (select {value} as value from people)
                where value is not null
            ),
            bounds as (
                select quantile_disc(number, 0.01) as low, quantile_disc(number, 0.99) as high
                from numbers
            )
            select
                least({BINS - 1}, greatest(0, cast(floor(
                    (number - low) / nullif(high - low, 0) * {BINS}
                ) as integer))) as bin,
                count(*)
            from numbers, bounds
            group by 1
            """
        ).fetchall()
    )
    return tuple(counted.get(number, 0) for number in range(BINS))


def _text(connection: duckdb.DuckDBPyConnection, name: str, value: str) -> FieldProfile:
    counted = connection.execute(
        f"""
        select value, count(*) as rows_found
        from (select {value} as value from people)
        group by 1
        order by 2 desc, 1
        """
    ).fetchall()
    named = [(text, count) for text, count in counted if text is not None]
    missing = sum(count for text, count in counted if text is None)
    values = tuple(named[:4]) if len(named) < sum(count for _, count in named) else ()
    return FieldProfile(name, sum(count for _, count in named), missing, len(named), values=values)
