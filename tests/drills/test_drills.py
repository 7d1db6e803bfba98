"""A few attempts of each drill; `make drills` makes many."""

from __future__ import annotations

import pytest

from tests.drills import drills
from tests.drills.disks import why_no_small_disk
from tests.drills.drills import Outcome

DAY = 86_400.0


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    return drills.prepare(tmp_path_factory.mktemp("drills"))


@pytest.fixture
def company(prepared):
    return prepared[0]


@pytest.fixture
def mountable(tmp_path):
    if reason := why_no_small_disk(tmp_path):
        pytest.skip(reason)


def nothing_lost(seen: Outcome) -> bool:
    assert (seen.losses, seen.differences) == ([], [])
    return seen.attempts > 0


def test_a_build_disturbs_no_reader_and_refuses_a_second_build(prepared):
    assert nothing_lost(prepared[1])


def test_killed_builds_lose_nothing_and_the_next_one_is_as_if_they_had_not_been(company, tmp_path):
    """The last build believes that it is the day before the first."""
    assert nothing_lost(drills.killed(company, tmp_path, 1, 4, seed=1, clock=-DAY))


def test_a_full_disk_leaves_what_was_published(company, tmp_path, mountable):
    at = "runner.build.dbt:build_models"
    seen = drills.disk_filled(company, tmp_path, "simulating", at, builds_again=False)
    assert nothing_lost(seen)


def test_an_output_that_cannot_be_written_is_left_alone(company, tmp_path, mountable):
    assert nothing_lost(drills.read_only(company, tmp_path))
