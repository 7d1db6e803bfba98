"""The laws of merging with markers, on files made at random."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runner.scenarios.files import dump, read
from runner.scenarios.markers import read_markers
from runner.scenarios.merge import merge
from runner.scenarios.nodes import DEFAULT, node_of, origins, plain, said

# How fast an example runs depends on what else the machine does.
law = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

VALUES = st.none() | st.integers(-(10**17), 10**17) | st.sampled_from(["x", "", True, 0.5])

# What lies beneath all files, for layers that use markers: three single values and two lists.
BASE = {
    ("a",): 1,
    ("b", "c"): [1, 2],
    ("b", "d"): None,
    ("e", "f", "g"): "x",
    ("e", "f", "h"): [{"id": 1, "x": 2}, {"id": 2, "x": 3}],
}
SECTIONS = [("b",), ("e",), ("e", "f")]
ITEMS = st.lists(st.integers(3, 9), max_size=2)


def _said_at(path):
    """What a file may say of a parameter, by its kind: a value, or a marker with its content."""
    if not isinstance(BASE[path], list):
        return VALUES | st.builds(lambda v: {"$replace": v}, VALUES) | st.just({"$delete": True})
    added = st.sampled_from(["$append", "$prepend", "$replace"])
    return (
        ITEMS
        | st.builds(lambda word, items: {word: items}, added, ITEMS)
        | st.just({"$delete": True})
    )


@st.composite
def files(draw, words=("$replace", "$append", "$prepend", "$delete")):
    """A file as paths and what it says there; no path is inside one that has a marker."""
    flat = {}
    for path in draw(st.sets(st.sampled_from(list(BASE)))):
        flat[path] = draw(_said_at(path))
    for section in draw(st.sets(st.sampled_from(SECTIONS), max_size=1)):
        inside = {path: BASE[path] for path in BASE if path[: len(section)] == section}
        flat = {path: value for path, value in flat.items() if path not in inside}
        kept = draw(st.sets(st.sampled_from(list(inside))))
        content = {
            path[len(section) :]: draw(ITEMS if isinstance(BASE[path], list) else VALUES)
            for path in kept
        }
        flat[section] = draw(st.sampled_from([{"$replace": _nested(content)}, {"$delete": True}]))
    return {path: value for path, value in flat.items() if _word(value) in (None, *words)}


def _nested(flat):
    root = {}
    for (*parents, last), value in flat.items():
        section = root
        for name in parents:
            section = section.setdefault(name, {})
        section[last] = value
    return root


def _word(value):
    if not isinstance(value, dict):
        return None
    return next((word for word in value if str(word).startswith("$")), None)


def _flat(nested, prefix=()):
    flat = {}
    for key, value in nested.items():
        path = (*prefix, key)
        flat |= _flat(value, path) if isinstance(value, dict) else {path: value}
    return flat


def _applied(said, flat):
    """What all files say after another one, path by path, and how often it deletes nothing."""
    said, deleted_nothing = dict(said), 0
    for path, value in flat.items():
        word = _word(value)
        content = value[word] if word else value
        inside = [each for each in said if each[: len(path)] == path]
        if word == "$append":
            said[path] = said.get(path, BASE[path]) + content
        elif word == "$prepend":
            said[path] = content + said.get(path, BASE[path])
        elif path in BASE and word != "$delete":
            said[path] = content
        else:
            deleted_nothing += word == "$delete" and not inside
            said = {each: said[each] for each in said if each not in inside}
            if word == "$replace":
                said |= _flat(content, path)
    return said, deleted_nothing


def _layer(flat, path=Path("a.yml")):
    tree, problems = read_markers(node_of(_nested(flat), path))
    assert problems == []
    return tree


def _over_base(*layers):
    return merge([_layer(layer) for layer in layers], node_of(_nested(BASE), DEFAULT))


@law
@given(st.lists(files(), min_size=1, max_size=4))
def test_files_with_markers_are_applied_from_left_to_right(layers):
    said, deletions_of_nothing = {}, 0
    for layer in layers:
        said, nothing = _applied(said, layer)
        deletions_of_nothing += nothing
    tree, problems = _over_base(*layers)
    assert plain(tree) == _nested({**BASE, **said})
    assert len(problems) == deletions_of_nothing


@law
@given(files(), files(words=("$replace",)))
def test_a_file_that_adds_nothing_to_lists_may_be_applied_twice(first, twice):
    assert plain(_over_base(first, twice, twice)[0]) == plain(_over_base(first, twice)[0])


@law
@given(files(), files(words=("$delete",)))
def test_deleting_twice_is_deleting_once_but_for_the_complaint(first, twice):
    assert plain(_over_base(first, twice, twice)[0]) == plain(_over_base(first, twice)[0])


@law
@given(st.lists(st.integers(1, 2), unique=True), st.integers())
def test_a_patch_may_be_applied_twice(keys, value):
    items = [{"id": key, "x": value} for key in keys]
    patch = {("e", "f", "h"): {"$patch": {"by": "id", "items": items}}}
    once, problems = _over_base(patch)
    assert (plain(_over_base(patch, patch)[0]), problems) == (plain(once), [])


@law
@given(st.lists(files(), min_size=1, max_size=3))
def test_nothing_is_lost_and_nothing_invented(layers):
    paths = [Path(f"{number}.yml") for number in range(len(layers))]
    nodes = [_layer(layer, path) for layer, path in zip(layers, paths, strict=True)]
    tree, _ = merge(nodes, node_of(_nested(BASE), DEFAULT))
    result, places = _flat(plain(tree)), dict(origins(tree))
    assert set(result) == set(BASE)
    by_path = dict(zip(paths, layers, strict=True))
    for where, value in result.items():
        if places[where].path == DEFAULT:
            assert value == BASE[where]
        else:
            said = by_path[places[where].path]
            assert any(where[: len(path)] == path for path in said)
    for where, value in layers[-1].items():
        if _word(value) is None:
            assert result[where] == value


@law
@given(st.lists(files(), min_size=1, max_size=4))
def test_every_chain_begins_with_the_default(layers):
    tree, _ = _over_base(*layers)
    places = dict(origins(tree))
    for where, value in BASE.items():
        origin = places[where]
        chain = [*((each.path, each.value) for each in origin.overrode), (origin.path, None)]
        assert chain[0][0] == DEFAULT
        assert DEFAULT not in [path for path, _ in chain[1:]]
        assert len(chain) == 1 or chain[0][1] == value


@law
@given(st.lists(files(), min_size=1, max_size=3))
def test_what_is_resolved_says_the_same_as_one_file(tmp_path_factory, layers):
    tree, _ = _over_base(*layers)
    path = tmp_path_factory.mktemp("resolved") / "x.yml"
    path.write_text(dump(plain(said(tree))), "utf-8")
    document = read(path)
    again, problems = read_markers(document.root)
    assert (document.problems, problems) == ((), [])
    assert plain(merge([again], node_of(_nested(BASE), DEFAULT))[0]) == plain(tree)
