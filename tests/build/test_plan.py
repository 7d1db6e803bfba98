"""What decides whether a scenario is built again, under which keys, and in which pieces."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from runner.build import fingerprints
from runner.build.fingerprints import changes, fingerprint
from runner.build.pieces import BYTES_PER_ROW, Piece, cut, remaining
from runner.build.plan import make_plan, place
from runner.scenarios.resolve import resolve_scenarios
from runner.warehouse.inputs import Placed
from runner.warehouse.published import Held

NOW = dt.datetime(2026, 1, 2, tzinfo=dt.UTC)


def planned(folder: Path, **scenarios: str):
    (folder / "scenarios").mkdir(exist_ok=True)
    for name, text in scenarios.items():
        (folder / "scenarios" / f"{name}.yml").write_text(text)
    found = resolve_scenarios(folder / "scenarios").scenarios
    return make_plan(list(found.values()), folder)


def fingerprint_of(folder: Path, text: str) -> str:
    [scenario] = planned(folder, one=text).scenarios
    return scenario.fingerprint


@pytest.mark.parametrize(
    ("text", "is_same"),
    [
        ("# Another comment.\nlabel: B\ntags: [x]\ndescription: New.\n", True),
        ("label: A\nparameters: {plan: {core: {rate: 0}}, census: {sample_size: 300}}\n", False),
        ("label: A\nparameters: {census: {path: people.csv}}\n", False),
        ("label: A\nparameters: {plan: {core: {rate: 0.01}}}\n", False),
        ("label: A\nparameters: {simulation: {seed: 5}}\n", False),
        ("label: A\nparameters: {simulation: {replicates: 2}}\n", False),
    ],
)
def test_a_fingerprint_is_of_what_decides_results(tmp_path: Path, text: str, is_same: bool) -> None:
    (tmp_path / "people.csv").write_text("hire_date,annual_pay\n2020-01-01,50000\n")
    before = fingerprint_of(tmp_path, "label: A\n")
    assert (fingerprint_of(tmp_path, text) == before) is is_same


def test_another_scenario_does_not_change_a_fingerprint(tmp_path: Path) -> None:
    before = fingerprint_of(tmp_path, "label: A\n")
    plan = planned(tmp_path, two="label: Two\nparameters: {plan: {core: {rate: 0.02}}}\n")
    assert {s.scenario_id: s.fingerprint == before for s in plan.scenarios} == {
        "one": True,
        "two": False,
    }


def test_a_census_counts_by_its_content_not_by_its_name(tmp_path: Path) -> None:
    people = "hire_date,annual_pay\n2020-01-01,50000\n"
    for name, text in (("a", people), ("b", people), ("c", people.replace("5", "6"))):
        (tmp_path / f"{name}.csv").write_text(text)
    a, b, c = (
        fingerprint_of(tmp_path, f"label: A\nparameters: {{census: {{path: {name}.csv}}}}\n")
        for name in "abc"
    )
    assert a == b != c


def test_code_is_part_of_a_fingerprint() -> None:
    named = set(fingerprints._code_parts())
    assert {
        "code dbt_project/models/marts/fct_plan_years.sql",
        "code dbt_project/models/marts/_marts.yml",
        "code dbt_project/seeds/statutory_limits.csv",
        "code macros/draw.sql",
        "code profiles.yml",
        "code runner/warehouse/inputs.py",
        "code runner/warehouse/census.py",
        "engine duckdb",
    } <= named
    assert not any(name.endswith("_rules.yml") for name in named)


def test_changes_name_the_parameter_the_census_the_file_and_the_engine() -> None:
    before = {
        "parameter plan.core.rate": "0.01",
        "parameter simulation.seed": "1",
        "census": "a",
        "code macros/draw.sql": "x",
        "code macros/old.sql": "x",
        "engine duckdb": "1.5.0",
    }
    now = {
        "parameter plan.core.rate": "0.02",
        "parameter simulation.seed": "1",
        "census": "b",
        "code macros/draw.sql": "y",
        "code macros/new.sql": "y",
        "engine duckdb": "1.5.6",
    }
    assert changes(before, now) == [
        "plan.core.rate: 0.01 → 0.02",
        "census: other people",
        "macros/draw.sql: changed",
        "macros/new.sql: new",
        "macros/old.sql: removed",
        "duckdb: 1.5.0 → 1.5.6",
    ]
    assert fingerprint(before) != fingerprint(now)
    assert changes(now, dict(reversed(now.items()))) == []


def test_keys_stay_and_freed_ones_are_used_again(tmp_path: Path) -> None:
    other = "label: Other\nparameters: {workforce: {growth_rate: 0.05}}\n"
    plan = planned(tmp_path, a="label: A\n", b="label: B\n", c=other, d="label: D\n")
    workforces = {s.scenario_id: s.workforce_id for s in plan.scenarios}
    assert len(set(workforces.values())) == 2

    def held(name: str, key: int, workforce_key: int) -> Held:
        return Held(name, key, workforces[name], workforce_key, "", NOW, "", 0, ())

    def keys(there: dict[str, Held]) -> dict[str, tuple[int, int]]:
        placed = place(plan.scenarios, there, NOW)
        return {p.scenario.scenario_id: (p.scenario_key, p.workforce_key) for p in placed}

    fresh = keys({})
    assert [key for key, _ in fresh.values()] == [1, 2, 3, 4]
    assert {key for _, key in fresh.values()} == {1, 2}
    again = keys({"b": held("b", 1, 2), "d": held("d", 3, 2)})
    assert again == {"a": (2, 2), "b": (1, 2), "c": (4, 1), "d": (3, 2)}


def parts(tmp_path: Path, replicates: int = 1) -> list[Placed]:
    simulation = f"simulation: {{years: 5, replicates: {replicates}}}"
    texts = {
        name: f"label: {name}\nparameters: {{{simulation}, plan: {{core: {{rate: {rate}}}}}}}\n"
        for name, rate in (("a", 0), ("b", 0.01), ("c", 0.02))
    }
    texts["d"] = f"label: d\nparameters: {{{simulation}, workforce: {{growth_rate: 0.1}}}}\n"
    return place(planned(tmp_path, **texts).scenarios, {}, NOW)


def shapes(pieces: list[Piece]) -> list[list[tuple[str, int, int]]]:
    return [
        sorted((p.scenario.scenario_id, p.first_replicate, p.last_replicate) for p in piece.parts)
        for piece in pieces
    ]


def test_what_fits_is_one_piece(tmp_path: Path) -> None:
    placed = parts(tmp_path)
    people = {placed[0].scenario.census_id: 100}
    [piece] = cut(placed, people, 4 * 500 * BYTES_PER_ROW)
    assert piece.parts == tuple(placed)


def test_scenarios_that_share_a_workforce_stay_together(tmp_path: Path) -> None:
    placed = parts(tmp_path)
    people = {placed[0].scenario.census_id: 100}
    pieces = shapes(cut(placed, people, 3 * 500 * BYTES_PER_ROW))
    assert sorted(pieces) == [[("a", 0, 0), ("b", 0, 0), ("c", 0, 0)], [("d", 0, 0)]]


def test_replicates_are_divided_before_scenarios(tmp_path: Path) -> None:
    placed = parts(tmp_path, replicates=5)
    people = {placed[0].scenario.census_id: 100}
    pieces = shapes(cut(placed, people, 6 * 500 * BYTES_PER_ROW))
    together = [piece for piece in pieces if len(piece) == 3]
    assert [(first, last) for [(_, first, last), *_] in together] == [(0, 1), (2, 3), (4, 4)]


@pytest.mark.parametrize("memory", [1, 500 * BYTES_PER_ROW, 10**6, 10**7, 10**12])
def test_every_replicate_of_every_scenario_is_in_one_piece(tmp_path: Path, memory: int) -> None:
    placed = parts(tmp_path, replicates=3)
    pieces = shapes(cut(placed, {placed[0].scenario.census_id: 100}, memory))
    simulated = [
        (name, replicate)
        for piece in pieces
        for name, first, last in piece
        for replicate in range(first, last + 1)
    ]
    assert sorted(simulated) == [(name, r) for name in "abcd" for r in range(3)]
    for piece in pieces:
        assert len({name for name, *_ in piece}) == len(piece)


def test_what_is_gathered_is_left_out_however_it_was_cut(tmp_path: Path) -> None:
    """Replicates 1 and 3 of one scenario and all of another are there, from smaller pieces."""
    placed = parts(tmp_path, replicates=5)
    whole = cut(placed, {placed[0].scenario.census_id: 100}, 10**12)
    assert remaining(whole, {}) == whole
    pieces = shapes(remaining(whole, {"a": {1, 3}, "b": {0, 1, 2, 3, 4}}))
    assert pieces == [
        [("a", 0, 0)],
        [("a", 2, 2)],
        [("a", 4, 4)],
        [("c", 0, 4), ("d", 0, 4)],
    ]
    for piece in remaining(whole, {"a": {0}, "d": {2}}):
        ranges = {(p.workforce_key, p.first_replicate, p.last_replicate) for p in piece.parts}
        assert len(ranges) == len({key for key, *_ in ranges}), "a workforce has one range"
    assert remaining(whole, {name: set(range(5)) for name in "abcd"}) == []


def test_work_is_taken_up_only_for_the_same_request(tmp_path: Path) -> None:
    """The same scenarios, saying the same, under the same keys, with the same replicates."""
    placed = parts(tmp_path, replicates=2)
    piece = Piece(tuple(placed))
    [first, *others] = placed
    unlike = [
        Piece(tuple(others)),
        Piece((*others, replace(first, scenario_key=9))),
        Piece((*others, replace(first, workforce_key=9))),
        Piece((*others, replace(first, last_replicate=0))),
        Piece((*others, replace(first, last_detailed_replicate=1))),
        Piece((*others, replace(first, scenario=replace(first.scenario, fingerprint="x")))),
        Piece(tuple(placed), is_whole=True),
    ]
    assert piece.identity == Piece(tuple(parts(tmp_path, replicates=2))).identity
    assert len({piece.identity, *(each.identity for each in unlike)}) == 1 + len(unlike)
