"""Whose people a database keeps: those of the first replicate, or of all; sums are the same."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from tests.build.conftest import MARTS, Built, run, unlike, write
from tests.build.test_again import status_of
from tests.build.test_pieces import ONE_EACH, OPTIONS, SCENARIOS, drive, warehouse

OF_PEOPLE = ("fct_workforce_snapshot", "fct_contributions", "fct_yearly_events")
ALL = (*OPTIONS, "--detail", "all")


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The people of the first of two replicates."""
    done = run(write(tmp_path_factory.mktemp("first"), SCENARIOS), *OPTIONS)
    assert done.exit_code == 0, done.stderr
    return done


@pytest.fixture(scope="module")
def everybody(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The people of both replicates, in one piece."""
    done = run(write(tmp_path_factory.mktemp("all"), SCENARIOS), *ALL)
    assert done.exit_code == 0, done.stderr
    return done


def replicates(built: Built, mart: str) -> set[int]:
    return {number for (number,) in built.query(f"select distinct replicate from {mart}")}


def test_sums_are_the_same_and_people_are_those_of_all_replicates(
    first: Built, everybody: Built
) -> None:
    assert set(unlike(warehouse(first), warehouse(everybody))) == set(OF_PEOPLE)
    for mart in OF_PEOPLE:
        assert (replicates(first, mart), replicates(everybody, mart)) == ({0}, {0, 1})
    with duckdb.connect() as connection:
        connection.execute(f"attach '{warehouse(first)}' as one (read_only)")
        connection.execute(f"attach '{warehouse(everybody)}' as two (read_only)")
        for mart in OF_PEOPLE:
            kept = f"from two.main.{mart} where replicate = 0"
            for sql in (f"from one.main.{mart} except all {kept}", f"{kept} except all from one"):
                rest = f".main.{mart}" if sql.endswith("one") else ""
                assert connection.execute(f"{sql}{rest}").fetchall() == []


def test_people_of_all_replicates_add_up_to_plan_years(everybody: Built) -> None:
    sums = everybody.query(
        "select scenario_id, replicate, plan_year, sum(employer_match) from fct_contributions "
        "group by all order by all"
    )
    assert len(sums) == 2 * 2 * 3
    assert sums == everybody.query(
        "select scenario_id, replicate, plan_year, employer_match from fct_plan_years order by all"
    )


def test_pieces_keep_the_same_people(everybody: Built, tmp_path: Path) -> None:
    cut = drive(write(tmp_path, SCENARIOS), ONE_EACH, *ALL)
    assert cut.exit_code == 0, cut.stderr
    assert unlike(warehouse(everybody), warehouse(cut)) == []
    assert set(MARTS) > set(OF_PEOPLE)


def test_people_who_are_not_there_are_simulated_again_and_then_stay(
    everybody: Built, tmp_path: Path
) -> None:
    folder = write(tmp_path, SCENARIOS)
    assert run(folder, *OPTIONS).exit_code == 0
    # `status` has no option for replicates: the files say them.
    two = {
        name: text.replace("years: 3", "years: 3, replicates: 2")
        for name, text in SCENARIOS.items()
    }
    write(folder, two)
    assert {each["state"] for each in statuses(folder)} == {"up to date"}
    [one, other] = statuses(folder, "--detail", "all")
    assert one["state"] == other["state"] == "out of date"
    assert one["why"] == ["people: of replicate 0 → of replicates 0 to 1"]
    again = run(folder, *ALL)
    assert again.exit_code == 0, again.stderr
    assert unlike(warehouse(everybody), warehouse(again)) == []
    for options in (OPTIONS, ALL):
        assert "nothing was run" in run(folder, *options).stderr
    # One changes, the people of the other stay as they are.
    write(folder, {"richer": two["richer"].replace("0.03", "0.04")})
    changed = run(folder, *OPTIONS)
    assert changed.exit_code == 0, changed.stderr
    kept = changed.query(
        "select scenario_id, list(distinct replicate order by replicate) from fct_contributions "
        "group by all order by all"
    )
    assert kept == [("baseline", [0, 1]), ("richer", [0])]


def statuses(folder: Path, *options: str) -> list[dict]:
    return json.loads(status_of(folder, "--why", "--format", "json", *options))
