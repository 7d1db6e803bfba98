"""Behavior profiles: named sets of figures that lie beneath what a scenario says itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from runner.errors import Problem, Refusal, RequestError
from runner.parameters.catalogue import Parameters, in_profiles, leaves
from runner.scenarios.merge import merge
from runner.scenarios.nodes import Node, plain
from runner.scenarios.validation import fields_of, validate
from runner.scenarios.wording import listed, quoted, suggestion
from runner.scenarios.workspace import File, Workspace


def profiles_beneath(
    files: Sequence[File], options: Sequence[Node], workspace: Workspace
) -> tuple[list[File], list[Problem]]:
    """The profiles that a scenario picks, from left to right, and what is wrong with them.

    ``files`` are its templates and itself, ``options`` what the command line says: the last
    one to name profiles decides.
    """
    layers = [*(file.parameters for file in files if file.parameters), *options]
    found: list[File] = []
    problems: list[Problem] = []
    if not any(map(_pick_in, layers)):
        return found, problems
    for name in _names(_pick_in(merge(layers)[0])):
        profile = workspace.profile(str(name.value))
        if profile is None:
            problems.append(_no_profile(name, workspace))
        elif profile not in found:
            found.append(profile)
            problems += _out_of_place(profile)
    return found, problems


def _pick_in(tree: Node) -> Node | None:
    section = tree.child("behavior")
    return section.child("profile") if section else None


def _names(picked: Node | None) -> list[Node]:
    """The names of profiles; what is no text is left to the catalogue's own check."""
    named = picked.value if picked and isinstance(picked.value, list) else [picked]
    return [each for each in named if each and isinstance(each.value, str)]


def _no_profile(name: Node, workspace: Workspace) -> Problem:
    known = workspace.profile_names()
    return Problem(
        name.path,
        name.line,
        f"there is no behavior profile {quoted(name.value)}.{suggestion(name.value, known)} "
        f"Profiles here: {listed(known)}. Correct the name or write "
        f"{workspace.directory / 'profiles'}/<name>.yml.",
        Refusal("not_a_choice", "behavior.profile", name.value, known),
    )


def _out_of_place(profile: File) -> list[Problem]:
    """The parameters that a profile sets although they are not about behavior."""
    return [
        Problem(
            node.path,
            node.line,
            f"{path} cannot be set in a behavior profile. A profile says what people do: "
            "behavior, and the opt-out rates of the plan. Move the line to a template or scenario.",
            Refusal("not_in_profiles", path, plain(node)),
        )
        for path, node in _parameters_in(profile.parameters)
        if not in_profiles(path)
    ]


@cache
def _paths() -> frozenset[str]:
    return frozenset(leaf.path for leaf in leaves())


def _parameters_in(node: Node | None, prefix: str = "") -> Iterator[tuple[str, Node]]:
    """The parameters that a tree sets, by their paths; what the catalogue lacks is passed over."""
    for key, child in node.value.items() if node and isinstance(node.value, dict) else ():
        path = f"{prefix}{key}"
        if path in _paths():
            yield path, child
        else:
            yield from _parameters_in(child, f"{path}.")


@dataclass(frozen=True)
class Figure:
    """A value that a profile sets: where it is written, and where it comes from."""

    path: str
    value: Any
    line: int
    source: str


@dataclass(frozen=True)
class Profile:
    """A behavior profile by itself, with everything that is wrong with it."""

    name: str
    path: Path
    label: str
    description: str
    figures: tuple[Figure, ...]
    problems: tuple[Problem, ...]


def read_profiles(directory: Path) -> dict[str, Profile]:
    """All profiles that scenarios of a folder can pick, its own and the shipped ones."""
    workspace = Workspace(directory, fields_of(Parameters))
    files = {name: workspace.profile(name) for name in workspace.profile_names()}
    return {name: _profile(name, file) for name, file in files.items() if file}


def pick(name: str, profiles: dict[str, Profile]) -> Profile:
    """The profile of a name; raises RequestError if there is none."""
    if name not in profiles:
        raise RequestError(
            f"there is no behavior profile {quoted(name)}.{suggestion(name, profiles)} "
            f"Profiles here: {listed(profiles)}."
        )
    return profiles[name]


def _profile(name: str, file: File) -> Profile:
    tree = file.parameters or Node({}, file.path, 0)
    sources = file.header.sources
    set_here = dict(_parameters_in(tree))
    _, mistakes = validate(tree, Parameters)
    unset = [path for path in sources if path not in set_here]
    superfluous = [Problem(file.path, 0, _no_figure(path, set_here)) for path in unset]
    problems = {*file.problems, *_out_of_place(file), *mistakes, *superfluous}
    return Profile(
        name,
        file.path,
        file.header.label or name,
        file.header.description,
        tuple(
            Figure(path, plain(node), node.line, sources.get(path, ""))
            for path, node in set_here.items()
        ),
        tuple(sorted(problems)),
    )


def _no_figure(path: str, set_here: dict[str, Node]) -> str:
    return (
        f"sources names {quoted(path)}, which the profile does not set."
        f"{suggestion(path, set_here)} Set here: {listed(set_here)}. Correct or remove the line."
    )
