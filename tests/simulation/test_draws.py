"""Draws are uniform, independent of each other, and the same on every engine.

Error probabilities: see chance.py. Each statistical test fails with probability `chance.ERROR` if
nothing is wrong; one that looks at n pairs of streams asks each for `chance.ERROR` / n.
"""

from __future__ import annotations

import csv
import math
import re
from itertools import combinations
from pathlib import Path

import duckdb
import pytest
from jinja2 import Environment

from runner.parameters.catalogue import LARGEST_SEED
from runner.parameters.kinds import LAST_YEAR
from runner.project import root
from tests.simulation import chance

MACROS = root() / "macros"
MODELS = root() / "dbt_project" / "models"
GOLDEN = Path(__file__).parent / "golden_draws.csv"

LARGEST_ID = 5_800_000_000 - 1
LARGEST = 2**31 - 1
SAMPLE_PURPOSES = range(1001, 1100)
OCCUPANTS = range(3)


def draw(seed, id, year, purpose):
    """The SQL of a draw, as the models have it."""
    macros = "".join((MACROS / f"{name}.sql").read_text() for name in ("cubed", "draw"))
    call = "{{ draw(seed, id, year, purpose) }}"
    template = Environment().from_string(macros + call)
    return template.render(seed=seed, id=id, year=year, purpose=purpose).strip()


def plain_draw(seed, id, year, purpose):
    """The same number from whole numbers without a limit, written from the design's formula."""
    p, q = 2147483579, 2147483549
    k = seed * 776531401 + year * 987654323 + purpose * 603211379
    x = pow(id * 1566083941 + k, 3, p)
    z = x * 1407677000 + seed * 912345671 + year * 459876521 + purpose * 870123449 + 7
    return pow(z, 3, q) / q


@pytest.fixture(scope="module")
def database():
    with duckdb.connect() as connection:
        connection.execute("set threads = 2")
        yield connection


def drawn(database, keys):
    """The macro's draws of (seed, id, year, purpose), in their order."""
    values = ", ".join(f"({n}, {s}, {i}, {y}, {p})" for n, (s, i, y, p) in enumerate(keys))
    rows = database.execute(
        f"select {draw('seed', 'id', 'year', 'purpose')} "
        f"from (values {values}) as keys (n, seed, id, year, purpose) order by n"
    ).fetchall()
    return [u for (u,) in rows]


def golden():
    with GOLDEN.open(newline="") as file:
        return [
            ((int(row["seed"]), int(row["id"]), int(row["year"]), int(row["purpose"])), row["u"])
            for row in csv.DictReader(file)
        ]


# What a draw is ---------------------------------------------------------------------------------


def test_the_golden_draws_are_those_of_the_formula():
    assert [f"{plain_draw(*key):.17g}" for key, _ in golden()] == [u for _, u in golden()]


def test_the_macro_draws_the_golden_draws(database):
    keys = [key for key, _ in golden()]
    assert [f"{u:.17g}" for u in drawn(database, keys)] == [u for _, u in golden()]


def test_the_golden_draws_reach_the_ends_of_the_domain():
    keys = [key for key, _ in golden()]
    seeds, ids, years, purposes = (set(values) for values in zip(*keys, strict=True))
    assert {0, LARGEST} <= seeds
    assert {0, LARGEST_ID} <= ids
    assert {0, LAST_YEAR} <= years
    assert {1, LARGEST} <= purposes


def test_nothing_overflows_at_the_ends_of_the_domain(database):
    ends = [(0, LARGEST), (0, LARGEST_ID), (0, LAST_YEAR), (0, LARGEST)]
    keys = [(s, i, y, p) for s in ends[0] for i in ends[1] for y in ends[2] for p in ends[3]]
    assert drawn(database, keys) == [plain_draw(*key) for key in keys]


def test_the_largest_seed_of_a_scenario_leaves_room_for_its_replicates():
    assert LARGEST_SEED + 10_000 <= LARGEST


def test_forty_five_million_positions_fit_into_the_domain_of_person_numbers():
    person_number = 45_000_000 * 128 + 127
    assert person_number <= LARGEST_ID


@pytest.mark.parametrize("column", ["hugeint", "integer", "smallint"])
def test_the_type_of_a_key_does_not_matter(database, column):
    sql = draw(f"42::{column}", f"7::{column}", f"2026::{column}", f"1::{column}")
    assert database.execute(f"select {sql}").fetchall() == [(plain_draw(42, 7, 2026, 1),)]


# How draws are distributed ----------------------------------------------------------------------

# A million keys (seed, id, year, purpose) each, in the order n = 0, 1, 2, ..., as they are used.
PATTERNS = {
    "people of one year": ("42", "n + 1", "2026", "1"),
    "people without a year": ("42", "n + 1", "0", "107"),
    "census employees": ("42", "(n + 1) * 128", "2026", "100"),
    "all people of a position in turn": ("42", "(n // 122 + 1) * 128 + n % 122", "2030", "103"),
    "years of people in turn": ("42", "n // 40 + 1", "2026 + n % 40", "2"),
    "replicates of people in turn": ("42 + n % 1000", "n // 1000 + 1", "2026", "6"),
    "purposes of people in turn": ("42", "n // 100 + 1", "2026", "1 + n % 100"),
    "occupants of positions in turn": ("42", "n // 3 + 1", "2027", "40 + n % 3"),
    "the largest numbers": (f"{LARGEST}", f"{LARGEST_ID} - n", "2199", f"{LARGEST}"),
}
NUMBER = 1_000_000


@pytest.fixture(scope="module", params=PATTERNS.values(), ids=PATTERNS.keys())
def stream(database, request):
    """The table `stream` of a pattern: n, its draw u, and the next two in turn, v and w."""
    later = [[re.sub(r"\bn\b", f"(n + {step})", key) for key in request.param] for step in (1, 2)]
    draws = zip("uvw", [request.param, *later], strict=True)
    columns = ", ".join(f"{draw(*keys)} as {name}" for name, keys in draws)
    database.execute(
        f"create or replace table stream as select n, {columns} "
        f"from (select unnest(range({NUMBER})) as n)"
    )
    return database


def counted(database, relation, cell, cells):
    """How many rows fall in each cell from 0 on."""
    sql = f"select cast({cell} as integer), count(*) from {relation} group by 1"
    found = dict(database.execute(sql).fetchall())
    assert found.keys() <= set(range(cells))
    return [found.get(number, 0) for number in range(cells)]


def test_draws_lie_from_zero_to_below_one(stream):
    lowest, highest = stream.execute("select min(u), max(u) from stream").fetchone()
    assert 0 <= lowest < 1e-4
    assert 1 - 1e-4 < highest < 1


def test_draws_fill_a_thousand_cells_evenly(stream):
    counts = counted(stream, "stream", "floor(1000 * u)", 1000)
    assert chance.of_shares(counts, [1] * 1000) > chance.ERROR


def test_the_last_digits_of_draws_fill_a_thousand_cells_evenly(stream):
    counts = counted(stream, "stream", "floor(1000 * (1000 * u - floor(1000 * u)))", 1000)
    assert chance.of_shares(counts, [1] * 1000) > chance.ERROR


def test_draws_in_turn_do_not_correlate(stream):
    (correlation,) = stream.execute("select corr(u, v) from stream").fetchone()
    assert chance.of_normal(correlation * math.sqrt(NUMBER)) > chance.ERROR


def test_pairs_of_draws_in_turn_fill_a_grid_evenly(stream):
    cell = "32 * floor(32 * u) + floor(32 * v)"
    counts = counted(stream, "(from stream where n % 2 = 0)", cell, 1024)
    assert chance.of_shares(counts, [1] * 1024) > chance.ERROR


def test_draws_in_turn_rise_and_fall_as_often_as_chance(stream):
    """Of n inner points two thirds turn, with variance (16 n + 3) / 90: Knuth, TAOCP 3.3.2."""
    sql = "select count(*) filter (where (u < v) <> (v < w)) from stream"
    (turns,) = stream.execute(sql).fetchone()
    deviation = (turns - 2 * NUMBER / 3) / math.sqrt((16 * NUMBER + 3) / 90)
    assert chance.of_normal(deviation) > chance.ERROR


def test_gaps_between_small_draws_are_as_long_as_chance(stream):
    gaps = (
        "(select n - lag(n) over (order by n) as gap "
        "from stream where u < 0.1 qualify gap is not null)"
    )
    counts = counted(stream, gaps, "least(gap, 60) - 1", 60)
    shares = [0.1 * 0.9**length for length in range(59)]
    assert chance.of_shares(counts, [*shares, 1 - sum(shares)]) > chance.ERROR


# How streams go together ------------------------------------------------------------------------

# Two draws that differ by (seed, id, year, purpose).
DISTANCES = {
    "the next replicate": (1, 0, 0, 0),
    "the next person": (0, 1, 0, 0),
    "the next position's person": (0, 128, 0, 0),
    "the next year": (0, 0, 1, 0),
    "the next purpose": (0, 0, 0, 1),
    "the occupant after the next": (0, 0, 0, 2),
    "another range of occupants": (0, 0, 0, 10),
    "the next replicate and year": (1, 0, 1, 0),
    "the next replicate, the year before": (1, 0, -1, 0),
    "the next year, the purpose before": (0, 0, 1, -1),
    "the next person, the year before": (0, 1, -1, 0),
    "the next person of the next replicate": (1, 1, 0, 0),
    "ten years later": (0, 0, 10, 0),
    "a far seed": (1_000_000_000, 0, 0, 0),
}
# Ten replicates, four thousand positions, ten years.
GRID = ("42 + n % 10", "n // 100 + 1", "2026 + n // 10 % 10", "10")
PAIRS = 400_000


@pytest.fixture(scope="module", params=DISTANCES.values(), ids=DISTANCES.keys())
def streams(database, request):
    """The table `streams` of draws u and v over the grid, which differ by a distance."""
    shifted = [f"{key} + {step}" for key, step in zip(GRID, request.param, strict=True)]
    database.execute(
        f"create or replace table streams as select {draw(*GRID)} as u, {draw(*shifted)} as v "
        f"from (select unnest(range({PAIRS})) as n)"
    )
    return database


def test_streams_do_not_correlate(streams):
    sql = "select corr(u, v), corr(abs(u - 0.5), abs(v - 0.5)) from streams"
    in_step, folded = streams.execute(sql).fetchone()
    assert chance.of_normal(in_step * math.sqrt(PAIRS)) > chance.ERROR / 2
    assert chance.of_normal(folded * math.sqrt(PAIRS)) > chance.ERROR / 2


def test_two_streams_fill_a_grid_evenly(streams):
    counts = counted(streams, "streams", "32 * floor(32 * u) + floor(32 * v)", 1024)
    assert chance.of_shares(counts, [1] * 1024) > chance.ERROR


def test_no_two_purposes_correlate(database):
    numbers = sorted(numbers_drawn())
    people = 50_000
    draws = [f"{draw('42', 'n + 1', '2026', number)} as u_{number}" for number in numbers]
    pairs = list(combinations(numbers, 2))
    correlations = database.execute(
        f"select {', '.join(f'corr(u_{a}, u_{b})' for a, b in pairs)} "
        f"from (select {', '.join(draws)} from (select unnest(range({people})) as n))"
    ).fetchone()
    unlikely = {
        pair: correlation
        for pair, correlation in zip(pairs, correlations, strict=True)
        if chance.of_normal(correlation * math.sqrt(people)) < chance.ERROR / len(pairs)
    }
    assert len(pairs) > 300
    assert not unlikely


# What draws are for -----------------------------------------------------------------------------


def sql_files():
    """All SQL of the project by file name, without Jinja comments."""
    paths = [*MACROS.glob("*.sql"), *MODELS.rglob("*.sql")]
    return {path.stem: re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.S) for path in paths}


def purposes():
    """Pairs of name and number, as written in macros/purpose.sql."""
    found = re.findall(r"'(\w+)': (\d+)", sql_files()["purpose"])
    return [(name, int(number)) for name, number in found]


def of_occupants():
    """The purposes to whose number the occupant's is added."""
    text = "".join(sql_files().values())
    return set(re.findall(r"occupant_draw\('(\w+)'", text))


def numbers_drawn():
    """All numbers that stand in draws, the occupants' included, with repetitions."""
    return [
        number + occupant
        for name, number in purposes()
        for occupant in (OCCUPANTS if name in of_occupants() else [0])
    ]


def test_purposes_are_numbered_once():
    names = [name for name, _ in purposes()]
    assert len(names) == len(set(names)) >= 20
    assert len(numbers_drawn()) == len(set(numbers_drawn()))


def test_the_ranges_of_occupants_are_those_of_hires():
    assert of_occupants() == {"promotion", "hire_level", "hire_age", "hire_pay", "merit"}


def test_the_sample_draws_apart_from_everything_else():
    assert not set(numbers_drawn()) & set(SAMPLE_PURPOSES)
    drawn_for = re.findall(r"draw\('seed', 'person', 0, (\d+)\)", sql_files()["stg_sample_draws"])
    assert len(drawn_for) == len(set(drawn_for)) >= 12
    assert {int(number) for number in drawn_for} <= set(SAMPLE_PURPOSES)


def test_every_purpose_is_drawn_for_in_one_place():
    text = "".join(text for name, text in sql_files().items() if name != "purpose")
    calls = re.findall(r"(?:purpose|\w+_draw)\('(\w+)'", text)
    assert sorted(calls) == sorted(name for name, _ in purposes())


# The measures themselves ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statistic", "degrees", "expected"),
    [
        # 2 * min(scipy.stats.chi2.cdf, scipy.stats.chi2.sf), scipy 1.17.1.
        (3.841458820694124, 1, 0.1),
        (0.10258658877510106, 2, 0.1),
        (1000, 999, 0.9702629785498029),
        (1150, 999, 0.001211003540311852),
        (30, 50, 0.022329560543100552),
        (1200, 1023, 0.0001974121191233475),
    ],
)
def test_the_tails_of_chi_square_are_known(statistic, degrees, expected):
    assert chance.of_chi_square(statistic, degrees) == pytest.approx(expected, rel=1e-6)
