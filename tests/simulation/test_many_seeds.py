"""Over many seeds people leave by the table of rates, and higher rates only lose more of them.

Error probabilities: see chance.py. Each statistical test fails with probability `chance.ERROR` if
nothing is wrong; one that looks at n bands asks each for `chance.ERROR` / n.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from math import fsum

import duckdb
import pytest

from runner.parameters.catalogue import Parameters
from runner.scenarios.files import dump
from tests.simulation import chance
from tests.simulation.arithmetic import completed_years
from tests.simulation.simulated import Simulated, simulate
from tests.simulation.test_workforce import TOP_LEVEL, hires, leaving_rates, quarter

MANY = range(101, 109)
FEW = MANY[:3]
RULES = Parameters().workforce.termination
AUTOMATIC = {
    "automatic_enrollment": {"enabled": True, "scope": "all_eligible"},
    "automatic_increase": {"enabled": True, "scope": "all", "cap": 0.2},
}
OLDER_LEAVE = [
    band.model_dump(by_alias=True) | ({"value": 1.8} if band.from_ in (35, 45, 55) else {})
    for band in RULES.by_age
]
"""From 35 to 64 more than in the catalogue."""

STOP_RATE = 0.05
STOPS_BY_AGE = [{"from": 0, "value": 1.0}, {"from": 50, "value": 4.0}]


def stopping(by_age):
    """Nobody moves to the match or enrolls again: who stops is seen."""
    changes = {"stop_rate": STOP_RATE, "stop_by_age": by_age}
    return {
        "later_enrollment": {"by_pay": [{"from": 0, "value": 0.0}]},
        "match_seeking": 0.0,
        "rate_changes": changes,
    }


# What is raised, and what else is so in the scenario with the lower rate as well.
LOWER = {
    "lower": {"workforce": {"termination": {"normalise": False}}},
    "lower_automatic": {"plan": AUTOMATIC},
    "stops": {"behavior": stopping([{"from": 0, "value": 1.0}])},
}
RAISED = {
    "older_stop": {"behavior": stopping(STOPS_BY_AGE)},
    "multiplier": {"workforce": {"termination": {"normalise": False, "by_age": OLDER_LEAVE}}},
    "first_year": {"workforce": {"termination": {"normalise": False, "first_year_rate": 0.5}}},
    "retirement": {
        "workforce": {
            "termination": {"normalise": False},
            "retirement_rate": [{"from": 0, "value": 0.0}, {"from": 50, "value": 0.2}],
        }
    },
    "promotion": {"workforce": {"termination": {"normalise": False}, "promotion": {"rate": 0.2}}},
    "later": {
        "workforce": {"termination": {"normalise": False}},
        "behavior": {"later_enrollment": {"by_pay": [{"from": 0, "value": 0.3}]}},
    },
    "match_seeking": {
        "workforce": {"termination": {"normalise": False}},
        "behavior": {"match_seeking": 0.4},
    },
    "opt_out": {
        "plan": AUTOMATIC
        | {
            "automatic_enrollment": AUTOMATIC["automatic_enrollment"]
            | {"opt_out_rate": [{"from": 0, "value": 0.3}]}
        }
    },
    "increase_opt_out": {
        "plan": AUTOMATIC
        | {"automatic_increase": AUTOMATIC["automatic_increase"] | {"opt_out_rate": 0.4}}
    },
}


@pytest.fixture(scope="module")
def worlds(tmp_path_factory):
    """`table` with many seeds, the lower and the raised rates with a few, in one batch."""
    workspace = tmp_path_factory.mktemp("worlds")
    (workspace / "scenarios").mkdir()
    tables = [("table", seed, {}) for seed in MANY]
    others = [(name, seed, tree) for name, tree in (LOWER | RAISED).items() for seed in FEW]
    for name, seed, tree in tables + others:
        parameters = {
            "simulation": {"start_year": 2026, "years": 3, "seed": seed},
            "census": {"path": "sample", "sample_size": 2000},
        }
        text = dump({"label": name, "parameters": parameters | tree})
        (workspace / "scenarios" / f"{name}_{seed}.yml").write_text(text)
    path, parameters = simulate(workspace, workspace / "out")
    with duckdb.connect(str(path), read_only=True) as connection:
        yield Simulated(path, connection, parameters)


# The table of leaving rates ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def employed(worlds):
    """Everyone employed on a 1 January, with the rate of leaving, by seed."""
    return {seed: leaving_rates(worlds, f"table_{seed}") for seed in MANY}


def members(employed, bands, lower, since):
    """Those in a band on 1 January, by completed years since a date of theirs."""
    bounds = [band.from_ for band in bands]
    return [
        (row, rate)
        for rows in employed.values()
        for row, rate in rows
        if lower
        == max(
            bound
            for bound in bounds
            if bound <= completed_years(getattr(row, since), dt.date(row.plan_year, 1, 1))
        )
    ]


def leave_as_expected(group):
    """The probability that as many leave as do."""
    return chance.of_count(
        sum(row.termination_date is not None for row, _ in group), [rate for _, rate in group]
    )


@pytest.mark.parametrize("lower", [band.from_ for band in RULES.by_age])
def test_an_age_band_leaves_by_the_table(employed, lower):
    group = members(employed, RULES.by_age, lower, "birth_date")
    assert len(group) > 500
    assert leave_as_expected(group) > chance.ERROR


@pytest.mark.parametrize("lower", [band.from_ for band in RULES.by_tenure])
def test_a_tenure_band_leaves_by_the_table(employed, lower):
    group = members(employed, RULES.by_tenure, lower, "hire_date")
    assert len(group) > 5000
    assert leave_as_expected(group) > chance.ERROR


def test_departures_differ_between_seeds_as_much_as_chance(employed):
    """Neither the same people again and again, nor more unlike each other than chance."""
    distance = 0.0
    for rows in employed.values():
        left = sum(row.termination_date is not None for row, _ in rows)
        rates = [rate for _, rate in rows]
        distance += (left - fsum(rates)) ** 2 / fsum(rate * (1 - rate) for rate in rates)
    assert chance.of_chi_square(distance, len(employed)) > chance.ERROR


# Stops ------------------------------------------------------------------------------------------

SAVING = """
select
    prior.birth_date,
    least(
        coalesce(current.termination_date, make_date(current.plan_year, 12, 31)),
        make_date(current.plan_year, 12, 31)
    ) as last_day,
    current.plan_year,
    stops.employee_id is not null as stops
from fct_workforce_snapshot as prior
inner join fct_workforce_snapshot as current
    on
        prior.scenario_id = current.scenario_id
        and prior.employee_id = current.employee_id
        and prior.plan_year + 1 = current.plan_year
left join (from fct_yearly_events where reason = 'stopped') as stops
    on
        current.scenario_id = stops.scenario_id
        and current.employee_id = stops.employee_id
        and current.plan_year = stops.plan_year
where prior.scenario_id = ? and prior.is_active and prior.is_participant
"""


@pytest.mark.parametrize("band", STOPS_BY_AGE, ids=lambda band: f"from {band['from']}")
def test_participants_of_an_age_stop_as_often_as_it_says(worlds, band):
    """By the age on 1 January, on a day of the year drawn evenly, if still employed then."""
    rate, stopped, chances = STOP_RATE * band["value"], 0, []
    for seed in FEW:
        for row in worlds.rows(SAVING, f"older_stop_{seed}"):
            start = dt.date(row.plan_year, 1, 1)
            is_older = completed_years(row.birth_date, start) >= 50
            if is_older == (band["from"] == 50):
                chances.append(rate * ((row.last_day - start).days + 1) / days_in(row.plan_year))
                stopped += row.stops
    assert len(chances) > 1500
    assert chance.of_count(stopped, chances) > chance.ERROR


def days_in(year):
    """365, or 366 in a leap year."""
    return (dt.date(year + 1, 1, 1) - dt.date(year, 1, 1)).days


# What does not hang together --------------------------------------------------------------------


def after(worlds, condition):
    """By seed: who had such an event, and in the year after which 1 January it counts."""
    return {
        seed: {
            (row.employee_id, row.plan_year + 1)
            for row in worlds.rows(
                f"select employee_id, plan_year from fct_yearly_events "
                f"where scenario_id = ? and {condition}",
                f"table_{seed}",
            )
        }
        for seed in MANY
    }


@pytest.mark.parametrize(
    "condition",
    [
        "event_type = 'hire'",
        "event_type = 'promotion'",
        "event_type = 'enrollment' and reason = 'voluntary'",
        "event_type = 'enrollment' and reason = 'later'",
        "event_type = 'deferral_change' and reason = 'match_seeking'",
    ],
)
def test_what_people_did_the_year_before_does_not_change_who_leaves(worlds, employed, condition):
    """Draws for one purpose tell nothing of those for another, of all ages and tenures alike."""
    did = after(worlds, condition)
    group = [
        (row, rate)
        for seed, rows in employed.items()
        for row, rate in rows
        if (row.employee_id, row.plan_year) in did[seed]
    ]
    assert len(group) > 300
    assert leave_as_expected(group) > chance.ERROR


@pytest.mark.parametrize("opens", [True, False], ids=["new positions", "successors"])
def test_hires_of_all_levels_start_in_the_same_quarters(worlds, opens):
    found = Counter(
        (quarter(row.hire_date), row.hired_level)
        for seed in MANY
        for row in hires(worlds, f"table_{seed}")
        if row.opens_position == opens
    )
    table = [[found[q, level] for level in range(1, TOP_LEVEL + 1)] for q in range(4)]
    assert found.total() > 800
    assert chance.of_table(table) > chance.ERROR


# Higher rates -----------------------------------------------------------------------------------

LEFT_BY = """
select distinct employee_id, years.year
from fct_yearly_events, (select unnest([2026, 2027, 2028]) as year) as years
where scenario_id = ? and event_type = 'termination' and employee_id like 'E%'
and plan_year <= years.year
"""
FIRST_HIRES_LEFT = """
select employee_id from fct_yearly_events
where scenario_id = ? and event_type = 'termination' and employee_id like '%-2026-1'
and plan_year = 2026
"""
NOT_PROMOTED = """
select employee_id, plan_year, unnest(range(job_level + 1, 6)) as level_not_reached
from fct_workforce_snapshot where scenario_id = ?
"""
OUTSIDE = """
select employee_id, plan_year from fct_workforce_snapshot
where scenario_id = ? and is_eligible and not is_participant
"""
BELOW_MATCH = """
select employee_id, plan_year from fct_workforce_snapshot
where scenario_id = ? and is_participant and deferral_rate < 0.06
"""
STOPPED_BY = """
select distinct employee_id, years.year
from fct_yearly_events, (select unnest([2026, 2027, 2028]) as year) as years
where scenario_id = ? and event_type = 'opt_out' and reason = 'increase'
and plan_year <= years.year
"""
OPTED_OUT = """
select employee_id, event_date from fct_yearly_events
where scenario_id = ? and event_type = 'opt_out' and reason = 'opt_out'
"""


@pytest.mark.parametrize("seed", FEW)
@pytest.mark.parametrize(
    ("fewer", "more", "lost"),
    [
        ("lower", "multiplier", LEFT_BY),
        ("lower", "retirement", LEFT_BY),
        ("lower", "first_year", FIRST_HIRES_LEFT),
        ("lower_automatic", "opt_out", OPTED_OUT),
        ("lower_automatic", "increase_opt_out", STOPPED_BY),
        ("stops", "older_stop", OUTSIDE),
        ("promotion", "lower", NOT_PROMOTED),
        ("later", "lower", OUTSIDE),
        ("match_seeking", "lower", BELOW_MATCH),
    ],
)
def test_a_higher_rate_keeps_nobody_whom_the_lower_one_lost(worlds, fewer, more, lost, seed):
    """Of the last three, the higher rate is the one by which people are promoted, join or move."""
    lost_few, lost_many = (
        {tuple(row) for row in worlds.rows(lost, f"{name}_{seed}")} for name in (fewer, more)
    )
    assert lost_few
    assert lost_few < lost_many
