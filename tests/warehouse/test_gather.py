"""Rows of several databases come together: each once, and only those that are wanted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from runner.warehouse import gather
from runner.warehouse.gather import Gathered
from runner.warehouse.holdings import Shared, Whose

NOW = dt.datetime(2026, 1, 2)


def source(path: Path, scenarios: dict[int, int], replicates: range) -> Path:
    """Scenarios by key with their workforces: two people each, one year, a sum."""
    with duckdb.connect(str(path)) as connection:
        for schema in ("staging", "workforce", "contributions"):
            connection.execute(f"create schema {schema}")
        connection.execute("create table staging.seed as select 1 as degrees")
        connection.execute("create table staging.stg_people as select 'c' as census_id, 1 as id")
        years = [
            (workforce, replicate, person, workforce * 1000 + replicate * 10 + person)
            for workforce in sorted(set(scenarios.values()))
            for replicate in replicates
            for person in (1, 2)
        ]
        _table(
            connection,
            "workforce.int_employee_years",
            "workforce_key int, replicate int, person_number int, person_year_key int",
            years,
        )
        elections = [
            (key, year)
            for key, workforce in scenarios.items()
            for owner, *_, year in years
            if owner == workforce
        ]
        _table(
            connection,
            "workforce.int_elections",
            "scenario_key int, person_year_key int",
            elections,
        )
        _table(connection, "workforce.int_draws", "person_year_key int", [(y,) for *_, y in years])
        sums = [(f"s{key}", replicate, 2) for key in scenarios for replicate in replicates]
        _table(connection, "main.fct_sums", "scenario_id text, replicate int, people int", sums)
        connection.execute("create view main.a_view as select * from contributions.b_view")
        connection.execute("create table main.fct_across as select 's1' as scenario_id")
    return path


def _table(
    connection: duckdb.DuckDBPyConnection, name: str, columns: str, rows: list[tuple]
) -> None:
    connection.execute("create view if not exists contributions.b_view as select 1 as one")
    connection.execute(f"create table {name} ({columns})")
    connection.executemany(f"insert into {name} values ({', '.join('?' * len(rows[0]))})", rows)


def take(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    scenarios: dict[int, int],
    replicates: range = range(1),
    detailed: int = 0,
) -> None:
    names = {f"s{key}" for key in scenarios}
    whose = Whose(names, scenarios, scenarios.values(), {"c"}, detailed)
    records = [
        Gathered(
            f"s{key}",
            key,
            "w",
            workforce,
            "f",
            replicates[0],
            replicates[-1],
            detailed,
            NOW,
            "piece",
        )
        for key, workforce in scenarios.items()
    ]
    gather.gather(connection, path, whose, records, but=["fct_across"])


@pytest.fixture
def target(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(tmp_path / "target.duckdb")) as connection:
        gather.prepare(connection)
        yield connection


def rows(connection: duckdb.DuckDBPyConnection, table: str) -> list[tuple]:
    return connection.execute(f"from {table} order by all").fetchall()


def test_what_two_pieces_share_is_there_once(
    target: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    """Scenarios 1 and 2 have workforce 1, 3 has another; all have one census."""
    take(target, source(tmp_path / "one", {1: 1}, range(1)), {1: 1})
    take(target, source(tmp_path / "two", {2: 1, 3: 2}, range(1)), {2: 1, 3: 2})
    assert rows(target, "workforce.int_employee_years") == [
        (1, 0, 1, 1001),
        (1, 0, 2, 1002),
        (2, 0, 1, 2001),
        (2, 0, 2, 2002),
    ]
    assert rows(target, "workforce.int_elections") == [
        (1, 1001),
        (1, 1002),
        (2, 1001),
        (2, 1002),
        (3, 2001),
        (3, 2002),
    ]
    assert rows(target, "workforce.int_draws") == [(1001,), (1002,), (2001,), (2002,)]
    assert rows(target, "staging.stg_people") == [("c", 1)]
    assert rows(target, "staging.seed") == [(1,)]
    assert rows(target, "a_view") == [(1,)]


def test_sums_are_of_all_replicates_and_people_of_the_first(
    target: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    for name, replicates in (("late", range(1, 3)), ("early", range(1))):
        take(target, source(tmp_path / name, {1: 1}, replicates), {1: 1}, replicates)
    assert rows(target, "fct_sums") == [("s1", 0, 2), ("s1", 1, 2), ("s1", 2, 2)]
    assert {row[1] for row in rows(target, "workforce.int_employee_years")} == {0}
    assert rows(target, "workforce.int_elections") == [(1, 1001), (1, 1002)]


def test_people_of_all_replicates_are_taken_where_they_are_kept(
    target: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    """Two scenarios of one workforce in three pieces; replicates 0, and 1 and 2 of one by one."""
    for name, keys, replicates in (
        ("early", (1, 2), range(1)),
        ("late", (1,), range(1, 3)),
        ("other", (2,), range(1, 3)),
    ):
        scenarios = dict.fromkeys(keys, 1)
        path = source(tmp_path / name, scenarios, replicates)
        take(target, path, scenarios, replicates, detailed=2)
    years = [1001, 1002, 1011, 1012, 1021, 1022]
    assert rows(target, "workforce.int_draws") == [(year,) for year in years]
    assert [row[3] for row in rows(target, "workforce.int_employee_years")] == years
    assert rows(target, "workforce.int_elections") == [(s, year) for s in (1, 2) for year in years]


def test_workforces_that_are_there_are_not_compared_again(
    target: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    """The second piece has people whom the first has not: a sign that nobody looks at them."""
    take(target, source(tmp_path / "one", {1: 1}, range(1)), {1: 1})
    other = source(tmp_path / "two", {2: 1}, range(1))
    with duckdb.connect(str(other)) as connection:
        connection.execute("insert into workforce.int_draws values (1003)")
    take(target, other, {2: 1})
    assert rows(target, "workforce.int_draws") == [(1001,), (1002,)]
    # Of the next replicate they are not there.
    late = source(tmp_path / "late", {2: 1}, range(1, 2))
    take(target, late, {2: 1}, range(1, 2), detailed=1)
    assert rows(target, "workforce.int_draws") == [(1001,), (1002,), (1011,), (1012,)]


def test_who_is_not_wanted_is_not_taken(target: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    take(target, source(tmp_path / "one", {1: 1, 3: 2}, range(1)), {3: 2})
    assert rows(target, "fct_sums") == [("s3", 0, 2)]
    assert {row[0] for row in rows(target, "workforce.int_elections")} == {3}
    assert {row[0] for row in rows(target, "workforce.int_employee_years")} == {2}


def test_models_that_compare_are_left_out(
    target: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    take(target, source(tmp_path / "one", {1: 1}, range(1)), {1: 1})
    with pytest.raises(duckdb.CatalogException):
        rows(target, "fct_across")


def test_a_scenario_that_failed_is_forgotten_and_its_workforce_stays(
    target: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    take(target, source(tmp_path / "one", {1: 1, 2: 1}, range(1)), {1: 1, 2: 1})
    gather.forget(target, "s2", 2)
    assert rows(target, "fct_sums") == [("s1", 0, 2)]
    assert {row[0] for row in rows(target, "workforce.int_elections")} == {1}
    assert len(rows(target, "workforce.int_employee_years")) == 2
    assert [each.scenario_id for each in gather.gathered_in(target)] == ["s1"]


def test_a_source_is_taken_whole_or_not_at_all(
    target: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    path = source(tmp_path / "one", {1: 1}, range(1))
    with duckdb.connect(str(path)) as connection:
        connection.execute("create view main.c_view as select * from workforce.int_draws")
        connection.execute("alter table workforce.int_draws rename to int_other")
    with pytest.raises(duckdb.Error):
        take(target, path, {1: 1})
    assert gather.gathered_in(target) == []
    with pytest.raises(duckdb.CatalogException):
        rows(target, "fct_sums")


def published(path: Path, scenarios: dict[int, int]) -> Path:
    """A source that also says which scenarios it has."""
    source(path, scenarios, range(1))
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema inputs")
        _table(
            connection,
            "inputs.scenarios",
            "scenario_id text, scenario_key int, workforce_key int, census_id text",
            [(f"s{key}", key, workforce, "c") for key, workforce in scenarios.items()],
        )
    return path


def test_what_is_carried_over_is_all_of_those_who_stay(tmp_path: Path) -> None:
    """Of scenarios 1 and 2 of workforce 1 and scenario 3 of workforce 2, the first stays."""
    with duckdb.connect(str(published(tmp_path / "old", {1: 1, 2: 1, 3: 2}))) as connection:
        record = Gathered("s1", 1, "w", 1, "f", 0, 0, 0, NOW, gather.PUBLISHED)
        gather.carry(connection, Whose({"s1"}, {1}, {1}, {"c"}), [record])
        assert rows(connection, "fct_sums") == [("s1", 0, 2)]
        assert rows(connection, "inputs.scenarios") == [("s1", 1, 1, "c")]
        assert rows(connection, "workforce.int_elections") == [(1, 1001), (1, 1002)]
        assert rows(connection, "workforce.int_draws") == [(1001,), (1002,)]
        assert {row[0] for row in rows(connection, "workforce.int_employee_years")} == {1}
        assert rows(connection, "staging.stg_people") == [("c", 1)]
        assert rows(connection, "a_view") == [(1,)]
        assert gather.gathered_in(connection) == [record]


def test_what_nobody_has_any_more_is_not_carried_over(tmp_path: Path) -> None:
    """Workforce 2 is there without a scenario: of one that failed after its first replicate."""
    with duckdb.connect(str(published(tmp_path / "old", {1: 1, 3: 2}))) as connection:
        connection.execute("delete from inputs.scenarios where scenario_key = 3")
        record = Gathered("s1", 1, "w", 1, "f", 0, 0, 0, NOW, gather.PUBLISHED)
        gather.carry(connection, Whose({"s1"}, {1}, {1}, {"c"}), [record])
        assert {row[0] for row in rows(connection, "workforce.int_employee_years")} == {1}
        assert rows(connection, "workforce.int_draws") == [(1001,), (1002,)]
        assert {row[0] for row in rows(connection, "workforce.int_elections")} == {1}


@pytest.mark.parametrize(
    ("shared", "names"),
    [
        (Shared(but=()), {"seed"}),
        (Shared(but=(), has_censuses=True), {"seed", "stg_people"}),
        (Shared(but=("seed",), has_settings=True), {"stg_people"}),
        (
            Shared(but=(), has_censuses=True, has_workforces=True),
            {"seed", "stg_people", "int_employee_years", "int_draws"},
        ),
    ],
)
def test_what_can_be_shared(
    target: duckdb.DuckDBPyConnection, tmp_path: Path, shared: Shared, names: set[str]
) -> None:
    path = published(tmp_path / "one", {1: 1})
    assert gather.shared_in(target, path, shared) == names


def test_what_is_borrowed_has_rows_and_all_else_is_there_without(
    target: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    path = source(tmp_path / "one", {1: 1, 2: 2}, range(2))
    whose = Whose({"s1"}, {1}, {1}, {"c"})
    gather.borrow(target, path, whose, {"int_employee_years"}, but={"b_view", "a_view"})
    assert len(rows(target, "workforce.int_employee_years")) == 4, "with all replicates"
    assert {row[0] for row in rows(target, "workforce.int_employee_years")} == {1}
    for empty in ("fct_sums", "fct_across", "staging.stg_people", "workforce.int_elections"):
        assert rows(target, empty) == []
    with pytest.raises(duckdb.CatalogException):
        rows(target, "a_view")
