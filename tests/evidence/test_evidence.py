"""What is published about people comes out of the simulation again, with the profile that says so.

Error probabilities: see chance.py. Each result fails with probability `chance.ERROR` if its
profile is right; one of n figures asks each for `chance.ERROR` / n.
"""

from __future__ import annotations

import re

import pytest

from runner.scenarios.profiles import read_profiles
from tests.evidence.company import PEOPLE, SEEDS, simulated
from tests.evidence.figures import RESULTS
from tests.evidence.measures import measured
from tests.evidence.page import PAGE, opened, simulated_on, without_simulated, written
from tests.simulation import chance

REPRODUCED = [key for key, result in RESULTS.items() if not result.not_reproduced]
OTHERS = [key for key, result in RESULTS.items() if result.not_reproduced]


@pytest.fixture(scope="module")
def people():
    with simulated() as found:
        yield opened(found)


def figures(people, key):
    """The figures of a result, each with what is simulated."""
    result = RESULTS[key]
    return list(zip(result.figures, measured(people, result), strict=True))


@pytest.mark.parametrize("key", REPRODUCED)
def test_result(people, key):
    for figure, found in figures(people, key):
        assert found.agrees_with(figure.published), f"{figure.of}: {figure.published}, {found}"


@pytest.mark.parametrize("key", OTHERS)
def test_what_is_said_not_to_come_out_does_not(people, key):
    found = figures(people, key)
    assert not all(simulated.agrees_with(figure.published) for figure, simulated in found), found


MEANS = """
select {over}, stddev_samp(deferral_rate) / sqrt(count(*)), count(*)
from people
where design = ? and plan_year = 2030 and is_hire and {who}
"""


@pytest.mark.parametrize(("who", "direction"), [("is_participant", -1), ("true", 1)])
def test_automatic_enrollment_lowers_the_participants_mean_and_raises_the_eligibles(
    people, who, direction
):
    automatic, voluntary = (
        people.execute(MEANS.format(over="avg(deferral_rate)", who=who), [design]).fetchone()
        for design in ("automatic_plan", "voluntary_plan")
    )
    difference = direction * (automatic[0] - voluntary[0])
    error = (automatic[1] ** 2 + voluntary[1] ** 2) ** 0.5
    assert min(automatic[2], voluntary[2]) > 1000
    assert difference > 0
    assert chance.of_normal(difference / error) < chance.ERROR


def test_the_same_hires_are_looked_at_under_both_designs(people):
    hires = [
        people.execute(
            "select employee_id, hire_date, annual_pay from people "
            "where design = ? and plan_year = 2030 order by all",
            [design],
        ).fetchall()
        for design in ("automatic_plan", "voluntary_plan")
    ]
    assert len(hires[0]) == PEOPLE * len(SEEDS)
    assert hires[0] == hires[1]


def test_every_profile_is_looked_at():
    claimed = {name for each in RESULTS.values() for name in each.profile.split(", ")}
    assert claimed >= read_profiles(PAGE.parents[1] / "scenarios").keys()


@pytest.mark.parametrize("key", REPRODUCED)
def test_the_profile_names_the_source_of_the_figure(key):
    """The page and the profile's file lead to the same publication."""
    profiles = read_profiles(PAGE.parents[1] / "scenarios")
    names = [name for name in RESULTS[key].profile.split(", ") if name in profiles]
    sources = " ".join(figure.source for name in names for figure in profiles[name].figures)
    assert not names or RESULTS[key].source in sources


def test_the_page_is_current(people):
    """All but the simulated figures to the letter; these within half of what chance explains."""
    now = {key: measured(people, result) for key, result in RESULTS.items()}
    page = PAGE.read_text("utf-8")
    assert without_simulated(page) == without_simulated(written(now)), "run: make assumptions"
    in_order = sorted(RESULTS, key=lambda key: bool(RESULTS[key].not_reproduced))
    tolerances = [each.tolerance for key in in_order for each in now[key]]
    pairs = zip(simulated_on(page), simulated_on(written(now)), tolerances, strict=True)
    assert all(abs(then - found) <= allowed / 2 for then, found, allowed in pairs), (
        "run: make assumptions"
    )


def test_the_page_has_a_row_for_every_figure():
    page = PAGE.read_text("utf-8")
    assert len(simulated_on(page)) == sum(len(result.figures) for result in RESULTS.values())
    assert set(re.findall(r"test_result\[(\w+)\]", page)) == set(REPRODUCED)
