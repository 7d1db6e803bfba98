"""What need not be run where some tables have their rows already."""

from __future__ import annotations

from runner.build.lineage import Known, across, comparing, done_with, of_scenarios, read_by


def node(name: str, *reads: str, kind: str = "model", **flags: bool) -> Known:
    settings = {"is_view": False, "is_across": False, **flags}
    return Known(name, kind, reads=frozenset(reads), **settings)


PROJECT = [
    node("stg_scenarios", "inputs.scenarios"),
    node("people", "inputs.census_rows"),
    node("years", "people", "stg_scenarios"),
    node("sums", "years", is_view=True),
    node("ages", "people", is_view=True),
    node("compared", "sums", is_across=True),
    node("of_rows", "people", "inputs.census_rows", kind="test"),
    node("of_ages", "ages", kind="test"),
    node("of_sums", "sums", kind="test"),
    node("of_scenarios", "stg_scenarios", kind="test"),
    node("of_compared", "compared", kind="test"),
    node("of_all", "sums", kind="test", is_across=True),
]


def test_what_compares_scenarios_goes_with_its_tests() -> None:
    assert across(PROJECT) == {"compared", "of_compared", "of_all"}
    assert of_scenarios(PROJECT) | across(PROJECT) == {each.name for each in PROJECT}
    assert not of_scenarios(PROJECT) & across(PROJECT)


def test_what_is_compared_last_has_the_lists_and_no_test_of_a_scenario_alone() -> None:
    assert comparing(PROJECT) == {
        *("compared", "of_compared", "of_all"),
        *("stg_scenarios", "stg_workforces", "of_scenarios"),
    }


def test_tests_are_done_with_where_all_that_they_read_has_its_rows() -> None:
    """The view of sums is made already, but what it reads is simulated anew: its test is run."""
    done = done_with(PROJECT, {"people"}, but=["stg_scenarios", *across(PROJECT)])
    assert done == {"people", "ages", "sums", "of_rows", "of_ages"}
    assert done_with(PROJECT, set(), but=across(PROJECT)) == {"ages", "sums"}
    assert "of_sums" in done_with(PROJECT, {"people", "years"}, but=across(PROJECT))


def test_a_table_is_needed_if_a_view_or_what_is_left_reads_it() -> None:
    assert read_by(PROJECT, but={"people", "years", "ages", "of_rows"}) >= {"people", "years"}
    without_views = [each for each in PROJECT if not each.is_view]
    done = {each.name for each in without_views} - {"of_scenarios"}
    assert read_by(without_views, but=done) == {"stg_scenarios"}
