"""The ledger remembers builds and what results were made from, whatever happens to a build."""

from __future__ import annotations

import datetime as dt
import sqlite3
from pathlib import Path

from runner.warehouse.ledger import Ledger, Run, open_ledger, read_ledger

NOW = dt.datetime(2026, 1, 2, tzinfo=dt.UTC)


def entered(ledger: Ledger, batch_id: str, *states: str) -> None:
    """A batch with a run for each state, of scenarios a, b, c ..."""
    ledger.begin(batch_id, NOW, ["build"])
    ledger.enter(
        Run(batch_id, "piece", name, 0, 0, f"print of {name}", state)
        for name, state in zip("abc", states, strict=False)
    )


def test_what_was_left_running_was_interrupted(tmp_path: Path) -> None:
    with open_ledger(tmp_path) as ledger:
        entered(ledger, "one", "completed", "running")
    with open_ledger(tmp_path) as ledger:
        ledger.begin("two", NOW, ["build"])
        assert [b["state"] for b in ledger.batches()] == ["interrupted", "running"]
        states = {name: run.state for name, run in ledger.last_runs().items()}
    assert states == {"a": "completed", "b": "interrupted"}


def test_a_run_that_was_planned_is_one_run_when_it_begins(tmp_path: Path) -> None:
    with open_ledger(tmp_path) as ledger:
        entered(ledger, "one", "planned", "planned")
        ledger.enter([Run("one", "piece", "a", 0, 0, "print of a", "running")])
        ledger.enter([Run("one", "other", "c", 0, 0, "print of c", "planned")])
        assert {name: run.state for name, run in ledger.last_runs().items()} == {
            "a": "running",
            "c": "planned",
        }
        ledger.begin("two", NOW, ["build"])
        assert {run.state for run in ledger.last_runs().values()} == {"interrupted"}


def test_batches_are_ordered_by_their_number_not_by_the_clock(tmp_path: Path) -> None:
    with open_ledger(tmp_path) as ledger:
        ledger.begin("late", NOW, [])
        ledger.begin("early", NOW - dt.timedelta(days=400), [])
        assert [batch["batch_id"] for batch in ledger.batches()] == ["late", "early"]


def test_steps_are_there_until_forgotten(tmp_path: Path) -> None:
    with open_ledger(tmp_path) as ledger:
        for node in ("int_a", "int_b", "int_b"):
            ledger.step("piece", node)
        ledger.step("other", "int_c")
    with open_ledger(tmp_path) as ledger:
        assert ledger.steps("piece") == {"int_a", "int_b"}
        ledger.forget_steps()
        assert ledger.steps("piece") == ledger.steps("other") == set()


def test_seconds_of_a_piece_are_shared_and_a_failure_is_kept(tmp_path: Path) -> None:
    with open_ledger(tmp_path) as ledger:
        entered(ledger, "one", "running", "running")
        ledger.mark("one", "piece", "completed", 8.0)
        ledger.count("one", {"a": 100, "b": 200})
        assert ledger.costs("print of b") == (4.0, 200)
        assert ledger.costs("print of nobody") is None
        ledger.blame("one", "piece", "a", "int_x", "division by zero")
        run = ledger.last_runs()["a"]
    assert (run.state, run.model, run.message) == ("failed", "int_x", "division by zero")


def test_fingerprints_are_explained(tmp_path: Path) -> None:
    with open_ledger(tmp_path) as ledger:
        ledger.remember("f", {"census": "a"})
        ledger.remember("f", {"census": "a"})
        assert ledger.parts("f") == {"census": "a"}
        assert ledger.parts("g") is None


def test_it_can_be_read_while_it_is_written(tmp_path: Path) -> None:
    with open_ledger(tmp_path) as ledger:
        entered(ledger, "one", "running")
        with read_ledger(tmp_path) as reader:
            assert reader is not None
            assert reader.last_runs()["a"].state == "running"


def test_a_damaged_one_is_put_aside(tmp_path: Path) -> None:
    (tmp_path / "ledger.sqlite").write_bytes(b"not a database, but long enough" * 100)
    with read_ledger(tmp_path) as reader:
        assert reader is None
    with open_ledger(tmp_path) as ledger:
        assert ledger.batches() == []
    assert (tmp_path / "ledger.damaged").exists()


def test_one_of_another_version_is_put_aside(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "ledger.sqlite") as connection:
        connection.execute("pragma user_version = 99")
    with open_ledger(tmp_path) as ledger:
        assert ledger.batches() == []
