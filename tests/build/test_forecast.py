"""How long a build is expected to take, from what builds before it took."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from runner.build.display import display_for
from runner.build.events import EventLog
from runner.build.forecast import Past, forecast, remaining
from runner.build.progress import COMPARING, GATHERED, GATHERING, SIMULATING, Progress

RECORDED = Path(__file__).with_name("recorded_times.csv")


def recorded() -> dict[int, Past]:
    """Builds on record: the seconds of each model and test by the build's person-years."""
    with RECORDED.open(newline="") as file:
        names, *rows = list(csv.reader(file))
    return {
        int(size): Past(int(size), {row[0]: float(row[column]) for row in rows if row[column]})
        for column, size in enumerate(names)
        if column
    }


def test_nothing_is_expected_without_history():
    assert forecast([], 1000) == {}
    assert remaining({}, {"one": 1.0}) is None


def test_a_doubled_company_is_foretold_within_30_percent():
    """Each build on record from the one of half its size alone, as after a first build."""
    builds = recorded()
    doubled = [size for size in builds if 2 * size in builds]
    assert doubled
    for size in doubled:
        expected = forecast([builds[size]], 2 * size)
        assert sum(expected.values()) == pytest.approx(
            sum(builds[2 * size].seconds.values()), rel=0.3
        )


def test_two_sizes_tell_the_fixed_time_from_the_growing_one():
    """2 s + 1 ms a person-year: 3 s, 5 s, then 10 s at 8,000."""
    history = [Past(1000, {"one": 3.0}), Past(3000, {"one": 5.0})]
    assert forecast(history, 8000) == {"one": pytest.approx(10.0)}


def test_a_time_does_not_fall_with_the_size():
    history = [Past(1000, {"one": 5.0}), Past(3000, {"one": 3.0})]
    assert forecast(history, 8000) == {"one": pytest.approx(4.0)}


def test_a_small_company_takes_no_longer_when_doubled():
    nodes = {f"n{number}": 0.04 for number in range(200)}
    expected = forecast([Past(1000, nodes)], 2000)
    assert sum(expected.values()) == pytest.approx(8.0, rel=0.01)


def test_a_large_company_takes_twice_as_long_when_doubled():
    """Nearly all of it is in the loop, which grows; the other models are fixed."""
    nodes = {f"n{number}": 0.04 for number in range(200)} | {"loop": 600.0}
    expected = forecast([Past(100_000_000, nodes)], 200_000_000)
    assert sum(expected.values()) == pytest.approx(1208.0, rel=0.02)
    assert expected["loop"] == pytest.approx(1200.0, rel=0.02)


def test_models_that_are_no_more_are_not_expected():
    history = [Past(10, {"gone": 5.0, "one": 1.0}), Past(10, {"one": 1.0, "new": 2.0})]
    assert forecast(history, 10) == {"one": pytest.approx(1.0), "new": pytest.approx(2.0)}


def test_what_is_done_is_not_left():
    expected = {"one": 6.0, "two": 4.0}
    assert remaining(expected, {}) == 10.0
    assert remaining(expected, {"one": 6.0}) == pytest.approx(4.0)
    assert remaining(expected, {"one": 6.0, "two": 4.0}) == 0.0


def test_a_machine_that_is_slower_than_it_was_makes_the_rest_longer():
    """The half that is done took twice as long: so will the other half."""
    assert remaining({"one": 5.0, "two": 5.0}, {"one": 10.0}) == pytest.approx(10.0)
    # A first small model says little: 1 of 100 s done in 3 s adds 4 % of the difference.
    assert remaining({"a": 1.0, "b": 99.0}, {"a": 3.0}) == pytest.approx(99 * 1.04)


def test_builds_that_simulated_nobody_tell_nothing_of_size():
    history = [Past(0, {"one": 1.0}), Past(0, {"one": 1.0})]
    assert forecast(history, 1000) == {"one": 1.0}


def test_a_part_of_a_small_company_takes_nearly_as_long_as_all_of_it():
    """One of ten scenarios again, of which 8 of 11 s were in models that take a fixed time."""
    nodes = Past(10_000, {f"n{number}": 0.04 for number in range(200)})
    stages = Past(10_000, {"reading the census": 0.5, SIMULATING: 11.0})
    progress = Progress(EventLog(None), display_for(quiet=True), quiet=True)
    progress.expect([(stages, nodes)], 1_000)
    assert progress.expected[SIMULATING] == pytest.approx(11.0, rel=0.05)


def test_simulating_a_large_company_takes_twice_as_long_when_doubled():
    nodes = Past(100_000_000, {"loop": 600.0, **{f"n{number}": 0.04 for number in range(200)}})
    progress = Progress(EventLog(None), display_for(quiet=True), quiet=True)
    progress.expect([(Past(100_000_000, {SIMULATING: 650.0}), nodes)], 200_000_000)
    assert progress.expected[SIMULATING] == pytest.approx(1300.0, rel=0.03)


AT_ONCE = (Past(1_000_000, {SIMULATING: 50.0}), Past(1_000_000, {"one": 50.0}))
IN_PIECES = (
    Past(1_000_000, {SIMULATING: 60.0, GATHERING: 40.0, COMPARING: 10.0}),
    Past(1_000_000, {"one": 60.0}),
)


def expected(history: list[tuple[Past, Past]], *, in_pieces: bool) -> Progress:
    progress = Progress(EventLog(None), display_for(quiet=True), quiet=True)
    progress.expect(history, 1_000_000, in_pieces=in_pieces)
    return progress


def test_builds_in_pieces_are_foretold_from_those_and_others_from_the_others():
    history = [IN_PIECES, AT_ONCE, IN_PIECES, AT_ONCE]
    whole, cut = (expected(history, in_pieces=each).expected for each in (False, True))
    assert whole == {SIMULATING: pytest.approx(50.0)}
    assert cut == pytest.approx({SIMULATING: 60.0, GATHERING: 40.0, COMPARING: 10.0})


def test_the_first_build_in_pieces_is_expected_to_gather_as_well():
    assert expected([AT_ONCE], in_pieces=True).expected == pytest.approx(
        {SIMULATING: 50.0, GATHERING: 50.0 * GATHERED}
    )


def test_the_first_build_at_once_is_not_expected_to_gather():
    assert expected([IN_PIECES], in_pieces=False).expected == {SIMULATING: pytest.approx(60.0)}


def test_the_models_of_one_piece_do_not_count_as_done_in_all():
    progress = expected([IN_PIECES], in_pieces=True)
    progress._nodes["one"] = 15.0
    with progress.stage(SIMULATING):
        assert progress.left(SIMULATING) == pytest.approx(60.0, abs=1.0)
