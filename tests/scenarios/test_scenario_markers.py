"""Markers: what each does to what was inherited, and one bad file per mistake."""

from __future__ import annotations

from pathlib import Path

import pytest

from runner.scenarios.files import read
from runner.scenarios.markers import read_markers
from runner.scenarios.merge import merge
from runner.scenarios.nodes import DEFAULT, Marker, Override, node_of, origins, plain, said

DEFAULTS = {
    "match": {
        "tiers": [{"up_to": 0.03, "rate": 1.0}, {"up_to": 0.05, "rate": 0.5}],
        "bands": None,
        "maximum": None,
    },
    "rate": 0.04,
    "cap": 0.10,
    "columns": {},
}
TIERS = DEFAULTS["match"]["tiers"]
TOP = {"up_to": 0.08, "rate": 0.25}


@pytest.fixture
def merged(tmp_path, monkeypatch):
    """A function from the texts of files, the later over the earlier, to tree and problems."""
    monkeypatch.chdir(tmp_path)

    def run(*texts):
        layers, problems = [], []
        for name, text in zip(("a.yml", "b.yml", "c.yml"), texts, strict=False):
            Path(name).write_text(text)
            document = read(Path(name))
            layer, wrong = read_markers(document.root)
            layers.append(layer)
            problems += [*document.problems, *wrong]
        tree, conflicts = merge(layers, node_of(DEFAULTS, DEFAULT))
        return tree, [str(problem) for problem in (*problems, *conflicts)]

    return run


def over(defaults, **changes):
    """The defaults with some names replaced."""
    return {**defaults, **changes}


def match(**changes):
    """The defaults with another match."""
    return over(DEFAULTS, match=over(DEFAULTS["match"], **changes))


EFFECTS = [
    pytest.param(
        ["match: {maximum: 500}", "match: {$replace: {tiers: []}}"],
        match(tiers=[]),
        id="$replace drops the rest of an inherited section",
    ),
    pytest.param(
        ["match: {maximum: 500}", "match: {$replace: {}}"],
        DEFAULTS,
        id="$replace by nothing leaves the defaults",
    ),
    pytest.param(
        ["rate: {x: 1}", "rate: {$replace: 0.1}"],
        over(DEFAULTS, rate=0.1),
        id="$replace turns a section into a value",
    ),
    pytest.param(
        ["rate: 0.1", "rate: {$replace: {x: 1}}"],
        over(DEFAULTS, rate={"x": 1}),
        id="$replace turns a value into a section",
    ),
    pytest.param(
        ["rate: [1]", "rate: {$replace: {2026: 0.1}}"],
        over(DEFAULTS, rate={2026: 0.1}),
        id="$replace by values by year",
    ),
    pytest.param(
        ["columns: {age: Age, hire_date: Hired}", "columns: {$replace: {age: Years}}"],
        over(DEFAULTS, columns={"age": "Years"}),
        id="$replace of names that no default has",
    ),
    pytest.param(
        ["match: {tiers: [{up_to: 0.06, rate: 0.5}]}", f"match: {{tiers: {{$append: [{TOP}]}}}}"],
        match(tiers=[{"up_to": 0.06, "rate": 0.5}, TOP]),
        id="$append adds behind",
    ),
    pytest.param(
        [f"match: {{tiers: {{$append: [{TOP}]}}}}"],
        match(tiers=[*TIERS, TOP]),
        id="$append to a default that no file states",
    ),
    pytest.param(
        ["match: {tiers: {$prepend: [{up_to: 0.01, rate: 2}]}}"],
        match(tiers=[{"up_to": 0.01, "rate": 2}, *TIERS]),
        id="$prepend adds in front",
    ),
    pytest.param(
        ["match: {tiers: {$append: [1, 2]}}", "match: {tiers: {$prepend: [3, 4]}}"],
        match(tiers=[3, 4, *TIERS, 1, 2]),
        id="the order of added items is kept",
    ),
    pytest.param(
        ["match: {tiers: {$append: []}}"], match(), id="$append of no item changes nothing"
    ),
    pytest.param(
        ["match: {tiers: {$patch: {by: up_to, items: [{up_to: 0.05, rate: 0.75}]}}}"],
        match(tiers=[TIERS[0], {"up_to": 0.05, "rate": 0.75}]),
        id="$patch changes the item with that key",
    ),
    pytest.param(
        ["match: {tiers: {$patch: {by: up_to, items: [{up_to: 0.05, extra: {a: 1}}]}}}"],
        match(tiers=[TIERS[0], {"up_to": 0.05, "rate": 0.5, "extra": {"a": 1}}]),
        id="$patch adds to an item and keeps its other names",
    ),
    pytest.param(
        ["match: {tiers: {$patch: {by: up_to, items: [{up_to: 0.03, $delete: true}]}}}"],
        match(tiers=[TIERS[1]]),
        id="$patch deletes an item",
    ),
    pytest.param(
        ["match: {tiers: {$patch: {by: up_to, items: [{up_to: 0.05, rate: {$delete: true}}]}}}"],
        match(tiers=[TIERS[0], {"up_to": 0.05}]),
        id="$patch deletes a name of an item",
    ),
    pytest.param(
        [
            "match: {bands: [{from: 0, tiers: [1]}, {from: 2, tiers: [2]}]}",
            "match: {bands: {$patch: {by: from, items: [{from: 2, tiers: {$append: [3]}}]}}}",
        ],
        match(bands=[{"from": 0, "tiers": [1]}, {"from": 2, "tiers": [2, 3]}]),
        id="markers act inside the items of $patch",
    ),
    pytest.param(
        ["match: {tiers: {$patch: {by: up_to, items: []}}}"], match(), id="$patch of no item"
    ),
    pytest.param(
        ["rate: 0.06", "rate: {$delete: true}"], DEFAULTS, id="$delete goes back to the default"
    ),
    pytest.param(
        ["rate: 0.06", "rate: {$delete: true}", "rate: 0.08"],
        over(DEFAULTS, rate=0.08),
        id="what was deleted can be set again",
    ),
    pytest.param(
        ["match: {tiers: [], maximum: 500}\nrate: 0.06", "match: {$delete: true}"],
        over(DEFAULTS, rate=0.06),
        id="$delete of a section",
    ),
    pytest.param(
        ["columns: {age: Age, hire_date: Hired}", "columns: {age: {$delete: true}}"],
        over(DEFAULTS, columns={"hire_date": "Hired"}),
        id="$delete of a name that no default has",
    ),
    pytest.param(
        ["rate: {2026: 0.1}", "rate: {$delete: true}"], DEFAULTS, id="$delete of values by year"
    ),
    pytest.param(
        ["match:", f"match: {{tiers: {{$append: [{TOP}]}}}}"],
        match(tiers=[*TIERS, TOP]),
        id="an empty section hides no default",
    ),
]


@pytest.mark.parametrize(("texts", "expected"), EFFECTS)
def test_what_a_marker_does(merged, texts, expected):
    tree, problems = merged(*texts)
    assert (plain(tree), problems) == (expected, [])


ALL = "Allowed here: $replace, $append, $prepend, $patch, $delete."
ALONE = "A marker is the only name of its section. Remove it or the other names."
SHAPE = "Write e.g. '$patch: {by: up_to, items: [{up_to: 0.06, rate: 0.5}]}'."
LIST = "A list of the items to add is expected."
AS_A_WHOLE = (
    "a list replaces an inherited one as a whole. Markers stand in place of a list. Write "
    "'$append: [...]' or '$patch: {by: ..., items: [...]}' instead of the list."
)
BY_YEAR = (
    "values by year replace an inherited value as a whole. Markers stand in place of them. "
    "Write out what holds in each year."
)
NOTHING = "has nothing to act on:"
ADDS = "It adds to an inherited list. Write the list itself."
CHANGES = "It changes items of an inherited list. Write the list itself."
DROPS = "It drops what inherited files say, so that the default holds. Remove it."
UNSAID = f"{NOTHING} no inherited file sets it."

MISTAKES = [
    (
        "an unknown marker",
        "match:\n  tiers:\n    $apend: []\n",
        f"3: unknown marker '$apend' in match.tiers. Did you mean '$append'? {ALL}",
    ),
    (
        "a marker unlike any",
        "rate: {$: 1}\n",
        f"1: unknown marker '$' in rate. {ALL}",
    ),
    (
        "a marker beside a name",
        "match:\n  maximum: 5\n  $replace: {}\n",
        f"3: $replace stands beside 'maximum' in match. {ALONE}",
    ),
    (
        "two markers",
        "match:\n  tiers:\n    $append: []\n    $prepend: []\n",
        f"3: $append stands beside '$prepend' in match.tiers. {ALONE}",
    ),
    (
        "a marker above all parameters",
        "$replace: {}\n",
        "1: the marker '$replace' stands above all parameters. Markers stand in place of a "
        "parameter or a section such as 'plan'. To inherit nothing, leave out 'extends'.",
    ),
    (
        "$append of no list",
        "match: {tiers: {$append: 5}}\n",
        f"1: match.tiers.$append is 5. {LIST} Write e.g. '$append: [...]'.",
    ),
    (
        "$prepend of years",
        "match: {tiers: {$prepend: {2026: []}}}\n",
        f"1: match.tiers.$prepend is a section. {LIST} Write e.g. '$prepend: [...]'.",
    ),
    (
        "$delete of something else than true",
        "rate:\n  $delete: false\n",
        "2: rate.$delete is false. Only true is allowed. Write '$delete: true' or remove the line.",
    ),
    (
        "$patch of no section",
        "match: {tiers: {$patch: [1]}}\n",
        "1: match.tiers.$patch is a list. A section with 'by' and 'items' is expected. " + SHAPE,
    ),
    (
        "$patch without by",
        "match:\n  tiers:\n    $patch: {items: []}\n",
        "3: match.tiers.$patch has no 'by'. It needs 'by', the name that tells items apart, and "
        f"'items'. {SHAPE}",
    ),
    (
        "$patch without items",
        "match: {tiers: {$patch: {by: up_to}}}\n",
        "1: match.tiers.$patch has no 'items'. It needs 'by', the name that tells items apart, "
        f"and 'items'. {SHAPE}",
    ),
    (
        "an unknown key of $patch",
        "match: {tiers: {$patch: {by: up_to, itmes: []}}}\n",
        "1: unknown key 'itmes' in match.tiers.$patch. Did you mean 'items'? Allowed here: by, "
        "items.",
    ),
    (
        "by is no text",
        "match: {tiers: {$patch: {by: 5, items: []}}}\n",
        "1: match.tiers.$patch.by is 5. The name that tells items apart is expected. Put it in "
        "quotes.",
    ),
    (
        "items is no list",
        "match: {tiers: {$patch: {by: up_to, items: {up_to: 1}}}}\n",
        "1: match.tiers.$patch.items is a section. A list of the items to change is expected. "
        + SHAPE,
    ),
    (
        "an item of $patch that is no section",
        "match:\n  tiers:\n    $patch:\n      by: up_to\n      items:\n      - 5\n",
        "6: match.tiers.$patch[item 1] is 5. A section with 'up_to' and what changes is expected. "
        "Write e.g. '{up_to: ..., ...}'.",
    ),
    (
        "an item of $patch by year",
        "match: {tiers: {$patch: {by: up_to, items: [{2026: 5}]}}}\n",
        "1: match.tiers.$patch[item 1] has years for names. A section with 'up_to' and what "
        "changes is expected. Write e.g. '{up_to: ..., ...}'.",
    ),
    (
        "an item of $patch without its key",
        "match: {tiers: {$patch: {by: up_to, items: [{rate: 5}]}}}\n",
        "1: match.tiers.$patch[item 1] has no value of 'up_to'. It tells which inherited item is "
        "meant. Write 'up_to: ...' in it.",
    ),
    (
        "an item of $patch whose key is a section",
        "match: {tiers: {$patch: {by: up_to, items: [{up_to: {$append: []}}]}}}\n",
        "1: match.tiers.$patch[item 1] has no value of 'up_to'. It tells which inherited item is "
        "meant. Write 'up_to: ...' in it.",
    ),
    (
        "an item deleted and changed",
        "match: {tiers: {$patch: {by: up_to, items: [{up_to: 0.03, rate: 1, $delete: true}]}}}\n",
        "1: match.tiers.$patch[item 1] is to be deleted and changed. An item to delete has "
        "'up_to' and '$delete: true', nothing else. Remove the marker or the rest.",
    ),
    (
        "an item not deleted",
        "match: {tiers: {$patch: {by: up_to, items: [{up_to: 0.03, $delete: no}]}}}\n",
        "1: match.tiers.$patch[item 1].$delete is 'no'. Only true is allowed. Write "
        "'$delete: true' or remove the line.",
    ),
    (
        "another marker in an item of $patch",
        "match: {tiers: {$patch: {by: up_to, items: [{up_to: 0.03, $append: []}]}}}\n",
        f"1: $append stands beside 'up_to' in match.tiers.$patch[item 1]. {ALONE}",
    ),
    (
        "a marker as item of a list",
        "match:\n  tiers:\n  - {up_to: 0.03, rate: 1}\n  - {$append: []}\n",
        f"4: match.tiers[item 2] has the marker '$append', but {AS_A_WHOLE}",
    ),
    (
        "a marker in an item of a list",
        "match: {tiers: [{up_to: 0.03, rate: {$delete: true}}]}\n",
        f"1: match.tiers[item 1].rate has the marker '$delete', but {AS_A_WHOLE}",
    ),
    (
        "a marker in a value by year",
        "match:\n  tiers:\n    2026: []\n    2028: {$append: []}\n",
        f"4: match.tiers[2028] has the marker '$append', but {BY_YEAR}",
    ),
    (
        "a marker inside $replace",
        "match: {$replace: {tiers: {$append: []}}}\n",
        "1: match.$replace.tiers has the marker '$append', but inside $replace nothing is "
        "inherited. Markers change what is. Write the value itself.",
    ),
    (
        "a marker inside $append",
        "match: {tiers: {$append: [{$delete: true}]}}\n",
        "1: match.tiers.$append[item 1] has the marker '$delete', but items that are added are "
        "new. Markers change what is inherited. Write the value itself.",
    ),
    (
        "$delete of a default",
        "rate:\n  $delete: true\n",
        f"1: $delete of rate {UNSAID} {DROPS}",
    ),
    (
        "$delete of a section of defaults",
        "match: {$delete: true}\n",
        f"1: $delete of match {UNSAID} {DROPS}",
    ),
    (
        "$delete of a misspelt name",
        "match: {maximun: {$delete: true}}\n",
        f"1: $delete of match.maximun {UNSAID} Did you mean 'match.maximum'? {DROPS}",
    ),
    (
        "$append to a misspelt name",
        "match: {teirs: {$append: []}}\n",
        f"1: $append of match.teirs {UNSAID} Did you mean 'match.tiers'? {ADDS}",
    ),
    (
        "$append to nothing",
        "match: {bands: {$append: []}}\n",
        f"1: $append of match.bands {NOTHING} it is nothing in the defaults. {ADDS}",
    ),
    (
        "$prepend to a single value",
        "rate: {$prepend: []}\n",
        f"1: $prepend of rate {NOTHING} it is a single value in the defaults. {ADDS}",
    ),
    (
        "$patch of a section",
        "match: {$patch: {by: up_to, items: []}}\n",
        f"1: $patch of match {NOTHING} it is a section in the defaults. {CHANGES}",
    ),
    (
        "$patch of an item that is not there",
        "match:\n  tiers:\n    $patch:\n      by: up_to\n      items:\n      - {up_to: 0.04}\n",
        "6: no item of match.tiers in the defaults has up_to 0.04. The 'up_to' of its items: "
        "0.03, 0.05. Correct it, or add a new item with $append.",
    ),
    (
        "$patch by a misspelt name",
        "match:\n  tiers:\n    $patch:\n      by: upto\n      items: [{upto: 0.03}]\n",
        "4: no item of match.tiers in the defaults has a 'upto'. Did you mean 'up_to'? Names "
        "there: up_to, rate. Correct 'by'.",
    ),
    (
        "$patch of an item twice",
        "match: {tiers: {$patch: {by: up_to, items: [{up_to: 0.03}, {up_to: 0.03}]}}}\n",
        "1: the item of match.tiers with up_to 0.03 is patched twice. An item is patched once. "
        "Put the changes together.",
    ),
    (
        "$patch of true where there is 1",
        "match: {tiers: {$patch: {by: rate, items: [{rate: true}]}}}\n",
        "1: no item of match.tiers in the defaults has rate true. The 'rate' of its items: 1.0, "
        "0.5. Correct it, or add a new item with $append.",
    ),
]


@pytest.mark.parametrize(
    ("text", "expected"), [row[1:] for row in MISTAKES], ids=[row[0] for row in MISTAKES]
)
def test_a_wrong_marker_has_one_problem_and_changes_nothing(merged, text, expected):
    tree, problems = merged(text)
    assert problems == [f"a.yml:{expected}"]
    assert plain(tree) == DEFAULTS


LATER = [
    (
        "$delete twice",
        ["rate: 0.06", "rate: {$delete: true}", "rate: {$delete: true}"],
        f"c.yml:1: $delete of rate {UNSAID} {DROPS}",
    ),
    (
        "$delete of what $replace dropped",
        ["match: {maximum: 5}", "match: {$replace: {}}", "match: {maximum: {$delete: true}}"],
        f"c.yml:1: $delete of match.maximum {UNSAID} {DROPS}",
    ),
    (
        "$append to values by year",
        ["match: {tiers: {2026: []}}", "match: {tiers: {$append: []}}"],
        f"b.yml:1: $append of match.tiers {NOTHING} it is a value by year in a.yml:1. {ADDS}",
    ),
    (
        "$patch of several items",
        [
            "match: {tiers: [{a: 1}, {a: 1.0}]}",
            "match: {tiers: {$patch: {by: a, items: [{a: 1, b: 2}]}}}",
        ],
        "b.yml:1: 2 items of match.tiers in a.yml:1 have a 1. $patch changes one item. Write the "
        "list itself.",
    ),
    (
        "$patch of a list of numbers",
        ["match: {tiers: [1]}", "match: {tiers: {$patch: {by: a, items: [{a: 1}]}}}"],
        "b.yml:1: no item of match.tiers in a.yml:1 has a 'a'. Names there: none. Correct 'by'.",
    ),
    (
        "$patch that changes a kind",
        [
            "match: {tiers: [{a: 1, b: [2]}]}",
            "match: {tiers: {$patch: {by: a, items: [{a: 1, b: 3}]}}}",
        ],
        "b.yml:1: match.tiers[item 1].b is a single value here, but a list in a.yml:1. A file can "
        "only replace a value by one of the same kind, or with $replace. Write a list, "
        "'$replace: ...', or correct the other file.",
    ),
]


@pytest.mark.parametrize(
    ("texts", "expected"), [row[1:] for row in LATER], ids=[row[0] for row in LATER]
)
def test_a_marker_that_does_not_fit_what_was_inherited(merged, texts, expected):
    tree, problems = merged(*texts)
    assert problems == [expected]
    assert plain(tree) == plain(merged(*texts[:-1])[0])


def test_every_mistake_of_a_patch_is_found_at_once(merged):
    _, problems = merged(
        "match: {tiers: {$patch: {by: up_to, items: [{up_to: 1}, {up_to: 2}, {up_to: 0.03}]}}}"
    )
    assert [problem.split(". ")[0] for problem in problems] == [
        "a.yml:1: no item of match.tiers in the defaults has up_to 1",
        "a.yml:1: no item of match.tiers in the defaults has up_to 2",
    ]


def provenance(tree, *where):
    """Place and marker of a value, and what it overrode, the oldest first."""
    origin = dict(origins(tree))[where]
    overrode = [(str(each.path), each.line, each.value, each.marker) for each in origin.overrode]
    return (str(origin.path), origin.line, origin.marker), overrode


def test_an_extended_list_knows_where_each_item_was_written(merged):
    tree, _ = merged("match: {maximum: 5}", f"match:\n  tiers:\n    $append:\n    - {TOP}\n")
    assert provenance(tree, "match", "tiers") == (
        ("b.yml", 2, Marker.APPEND),
        [("default", 0, TIERS, None)],
    )
    places = dict(origins(tree))
    assert [places["match", "tiers", index].path for index in range(3)] == [
        DEFAULT,
        DEFAULT,
        Path("b.yml"),
    ]
    assert places["match", "tiers", 2].line == 4


def test_a_patched_item_knows_what_it_overrode(merged):
    tree, _ = merged(
        "match: {tiers: {$patch: {by: up_to, items: [{up_to: 0.05, rate: 0.75}]}}}",
        "match: {tiers: {$patch: {by: up_to, items: [{up_to: 0.05, rate: 0.8}]}}}",
    )
    assert provenance(tree, "match", "tiers", 1, "rate") == (
        ("b.yml", 1, None),
        [("default", 0, 0.5, None), ("a.yml", 1, 0.75, None)],
    )
    assert provenance(tree, "match", "tiers", 1, "up_to") == (("default", 0, None), [])
    assert provenance(tree, "match", "tiers")[1] == [
        ("default", 0, TIERS, None),
        ("a.yml", 1, [TIERS[0], {"up_to": 0.05, "rate": 0.75}], Marker.PATCH),
    ]


def test_a_deleted_value_knows_what_was_deleted_and_where(merged):
    tree, _ = merged("rate: 0.06", "\nrate:\n  $delete: true\n")
    assert provenance(tree, "rate") == (
        ("b.yml", 2, Marker.DELETE),
        [("default", 0, 0.04, None), ("a.yml", 1, 0.06, None)],
    )


def test_what_a_replaced_section_dropped_is_remembered(merged):
    tree, _ = merged("match: {maximum: 5}", "match:\n  $replace:\n    tiers: []\n")
    assert provenance(tree, "match", "maximum") == (
        ("b.yml", 1, Marker.REPLACE),
        [("default", 0, None, None), ("a.yml", 1, 5, None)],
    )
    assert provenance(tree, "match", "tiers") == (
        ("b.yml", 3, Marker.REPLACE),
        [("default", 0, TIERS, None)],
    )
    assert provenance(tree, "match", "bands") == (("default", 0, None), [])


def test_a_change_of_kind_by_replace_is_remembered(merged):
    tree, _ = merged("rate: {x: 1}", "rate: {$replace: 0.1}")
    assert dict(origins(tree))["rate",].overrode == (
        Override(DEFAULT, 0, 0.04),
        Override(Path("a.yml"), 1, {"x": 1}),
    )


def test_what_no_file_says_can_be_left_out(merged):
    tree, _ = merged("match: {tiers: {$append: [1]}}\ncolumns: {age: Age}", "cap: 0.2")
    assert plain(said(tree)) == {
        "match": {"tiers": [*TIERS, 1]},
        "columns": {"age": "Age"},
        "cap": 0.2,
    }
