"""The rules of `extends`: what is applied when, what replaces what, what is remembered."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runner.scenarios.lineage import lineage
from runner.scenarios.merge import merge
from runner.scenarios.nodes import Node, Origin, Override, node_of, origins, plain

# How fast an example runs depends on what else the machine does.
law = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

A, B, C = Path("a.yml"), Path("b.yml"), Path("c.yml")


def _merged(*layers):
    """The plain result of plain layers, and the problems."""
    tree, problems = merge(
        [node_of(layer, path) for layer, path in zip(layers, (A, B, C), strict=False)]
    )
    return plain(tree), [str(problem) for problem in problems]


@pytest.mark.parametrize(
    ("lower", "upper", "result"),
    [
        pytest.param(
            {"a": {"b": 1}}, {"a": {"c": 2}}, {"a": {"b": 1, "c": 2}}, id="mappings merge"
        ),
        pytest.param(
            {"a": {"b": {"c": 1, "d": 2}}},
            {"a": {"b": {"d": 3}}},
            {"a": {"b": {"c": 1, "d": 3}}},
            id="mappings merge deeply",
        ),
        pytest.param({"a": 1}, {"a": 2}, {"a": 2}, id="a scalar replaces"),
        pytest.param({"a": 1}, {"a": "x"}, {"a": "x"}, id="a scalar replaces one of another type"),
        pytest.param({"a": [1, 2]}, {"a": [3]}, {"a": [3]}, id="a list replaces"),
        pytest.param({"a": [1]}, {"a": []}, {"a": []}, id="an empty list replaces"),
        pytest.param({"a": 1}, {"a": None}, {"a": None}, id="null is a value"),
        pytest.param({"a": [1]}, {"a": None}, {"a": None}, id="null replaces a list"),
        pytest.param({"a": None}, {"a": {"b": 1}}, {"a": {"b": 1}}, id="a section replaces null"),
        pytest.param({"a": None}, {"a": [1]}, {"a": [1]}, id="a list replaces null"),
        pytest.param(
            {"a": {"b": 1}}, {"a": {}}, {"a": {"b": 1}}, id="an empty section adds nothing"
        ),
        pytest.param(
            {"a": {2026: 1, 2027: 2}},
            {"a": {2028: 3}},
            {"a": {2028: 3}},
            id="values by year replace as a whole",
        ),
        pytest.param({"a": 1}, {"a": {2028: 3}}, {"a": {2028: 3}}, id="by year replaces a scalar"),
        pytest.param({"a": {2028: 3}}, {"a": 1}, {"a": 1}, id="a scalar replaces by year"),
        pytest.param(
            {"a": [1]}, {"a": {2028: [2]}}, {"a": {2028: [2]}}, id="by year replaces a list"
        ),
        pytest.param({"a": {2028: [2]}}, {"a": [1]}, {"a": [1]}, id="a list replaces by year"),
        pytest.param({"a": {2028: 3}}, {"a": None}, {"a": None}, id="null replaces by year"),
    ],
)
def test_what_a_later_file_does_to_an_earlier_one(lower, upper, result):
    assert _merged(lower, upper) == (result, [])


KINDS = {
    "a section": {"x": 1},
    "a list": [1],
    "a value by year": {2026: 1},
    "a single value": 5,
    "nothing": None,
}


@pytest.mark.parametrize(
    ("was", "is_now"),
    [
        ("a section", "a list"),
        ("a section", "a single value"),
        ("a section", "a value by year"),
        ("a section", "nothing"),
        ("a list", "a section"),
        ("a list", "a single value"),
        ("a single value", "a section"),
        ("a single value", "a list"),
        ("a value by year", "a section"),
    ],
)
def test_a_change_of_kind_is_an_error_and_changes_nothing(was, is_now):
    lower = Node({"p": Node({"q": node_of(KINDS[was], A)}, A, 1)}, A, 1)
    lower.value["p"].value["q"] = Node(lower.value["p"].value["q"].value, A, 7)
    upper = Node({"p": Node({"q": Node(node_of(KINDS[is_now], B).value, B, 3)}, B, 2)}, B, 1)
    tree, problems = merge([lower, upper])
    assert plain(tree) == {"p": {"q": KINDS[was]}}
    assert [str(problem) for problem in problems] == [
        f"b.yml:3: p.q is {is_now} here, but {was} in a.yml:7. A file can only replace a value "
        f"by one of the same kind, or with $replace. Write {was}, '$replace: ...', or correct "
        "the other file."
    ]


def test_every_conflict_is_found_at_once():
    _, problems = _merged({"a": 1, "b": [1]}, {"a": [2], "b": 2})
    assert len(problems) == 2


def test_a_value_remembers_what_it_overrode_the_oldest_first():
    layers = [
        Node({"p": Node({"q": Node(value, path, line)}, path, line - 1)}, path, 1)
        for value, path, line in [(1, A, 2), (None, B, 4), (3, C, 6)]
    ]
    tree, _ = merge(layers)
    assert dict(origins(tree)) == {
        (): Origin(C, 1),
        ("p",): Origin(C, 5),
        ("p", "q"): Origin(C, 6, (Override(A, 2, 1), Override(B, 4, None))),
    }


def test_an_overridden_list_is_remembered_as_plain_values():
    lower = node_of({"tiers": [{"up_to": 0.03}]}, A)
    tree, _ = merge([lower, node_of({"tiers": []}, B)])
    assert tree.child("tiers").overrode == (Override(A, 0, [{"up_to": 0.03}]),)


def test_items_of_lists_and_years_have_origins():
    tree = node_of({"a": [{"b": 1}], "c": {2026: 2}}, A)
    assert set(dict(origins(tree))) == {(), ("a",), ("a", 0), ("a", 0, "b"), ("c",), ("c", 2026)}


def test_what_a_node_does_not_have_is_none():
    tree = node_of({"a": [1], "b": 2}, A)
    assert (tree.child("c"), tree.child("a").child(1), tree.child("b").child("c")) == (
        None,
        None,
        None,
    )


def test_an_option_does_not_move_the_section_it_is_in():
    lower = Node({"p": Node({"q": Node(1, A, 3)}, A, 2)}, A, 1)
    tree, _ = merge([lower, node_of({"p": {"q": 2}}, Path("command line"))])
    places = {where: (origin.path, origin.line) for where, origin in origins(tree)}
    assert places == {
        (): (A, 1),
        ("p",): (A, 2),
        ("p", "q"): (Path("command line"), 0),
    }


# Leaves at fixed paths, so that no two layers disagree about what is a section.
PATHS = [("a",), ("b", "c"), ("b", "d"), ("e", "f", "g"), ("e", "h")]
VALUES = st.none() | st.integers() | st.sampled_from(["x", "", True, 0.5])
FLAT = st.dictionaries(st.sampled_from(PATHS), VALUES)
LISTS = FLAT | st.dictionaries(st.sampled_from(PATHS), st.lists(st.integers(), max_size=2))


def _nested(flat):
    root = {}
    for (*parents, last), value in flat.items():
        section = root
        for name in parents:
            section = section.setdefault(name, {})
        section[last] = value
    return root


def _node(flat, path=A):
    return node_of(_nested(flat), path)


@law
@given(LISTS)
def test_a_file_merged_with_itself_is_itself(flat):
    tree, problems = merge([_node(flat), _node(flat)])
    assert (plain(tree), problems) == (_nested(flat), [])


@law
@given(LISTS)
def test_an_empty_file_changes_nothing(flat):
    assert plain(merge([_node({}), _node(flat)])[0]) == _nested(flat)
    assert plain(merge([_node(flat), _node({})])[0]) == _nested(flat)


@law
@given(st.lists(FLAT, min_size=1, max_size=4))
def test_files_are_applied_from_left_to_right(layers):
    expected = {}
    for layer in layers:
        expected |= layer
    assert plain(merge([_node(layer) for layer in layers])[0]) == _nested(expected)


@law
@given(FLAT, FLAT, FLAT)
def test_it_does_not_matter_which_files_are_merged_first(a, b, c):
    first = merge([merge([_node(a), _node(b)])[0], _node(c)])[0]
    last = merge([_node(a), merge([_node(b), _node(c)])[0]])[0]
    assert plain(first) == plain(last)


@law
@given(st.lists(FLAT, min_size=1, max_size=4))
def test_each_leaf_knows_every_file_that_said_it(layers):
    paths = [Path(f"{number}.yml") for number in range(len(layers))]
    tree = merge([_node(layer, path) for layer, path in zip(layers, paths, strict=True)])[0]
    for where, origin in origins(tree):
        said = [path for path, layer in zip(paths, layers, strict=True) if where in layer]
        if said:
            assert [*(each.path for each in origin.overrode), origin.path] == said


EXTENDS = {
    "plain": [],
    "left": ["root"],
    "right": ["root"],
    "root": [],
    "deep": ["left", "plain"],
    "a": ["b"],
    "b": ["c"],
    "c": ["a"],
    "self": ["self"],
    "to_a": ["b", "plain"],
}


@pytest.mark.parametrize(
    ("extends", "order"),
    [
        pytest.param([], [], id="nothing"),
        pytest.param(["plain", "root"], ["plain", "root"], id="left to right"),
        pytest.param(["left"], ["root", "left"], id="templates extend templates"),
        pytest.param(["left", "right"], ["root", "left", "right"], id="a common ancestor once"),
        pytest.param(["plain", "deep"], ["plain", "root", "left", "deep"], id="at its first place"),
        pytest.param(["root", "left"], ["root", "left"], id="also if named before"),
        pytest.param(["left", "root"], ["root", "left"], id="also if named after"),
        pytest.param(["plain", "plain"], ["plain"], id="also if named twice"),
    ],
)
def test_the_order_of_templates(extends, order):
    assert lineage(extends, EXTENDS.__getitem__) == (order, [])


@pytest.mark.parametrize(
    ("extends", "cycle"),
    [
        (["a"], ("a", "b", "c", "a")),
        (["c"], ("a", "b", "c", "a")),
        (["to_a"], ("a", "b", "c", "a")),
        (["a", "b", "c"], ("a", "b", "c", "a")),
        (["self"], ("self", "self")),
    ],
)
def test_a_circle_is_found_once_wherever_it_is_entered(extends, cycle):
    assert lineage(extends, EXTENDS.__getitem__)[1] == [cycle]


def test_a_ladder_of_templates_is_climbed_once():
    asked = []

    def parents(name):
        asked.append(name)
        step = int(name)
        return [str(step + 1), str(step + 2)] if step < 40 else []

    assert len(lineage(["0"], parents)[0]) == 42
    assert len(asked) == 42


@law
@given(st.data())
def test_every_template_is_applied_once_and_after_those_it_extends(data):
    names = [f"t{number}" for number in range(7)]
    parents = {
        name: data.draw(
            st.lists(st.sampled_from(names[:number]), max_size=3) if number else st.just([])
        )
        for number, name in enumerate(names)
    }
    extends = data.draw(st.lists(st.sampled_from(names), max_size=4))
    order, cycles = lineage(extends, parents.__getitem__)
    assert cycles == []
    assert len(order) == len(set(order))
    assert set(order) >= set(extends)
    for name in order:
        assert all(order.index(parent) < order.index(name) for parent in parents[name])
