"""From a folder of scenario files to parameters that can be simulated, or what is wrong."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from runner.errors import Problem, RequestError
from runner.scenarios.defaults import default_tree
from runner.scenarios.header import Header
from runner.scenarios.lineage import Cycle, lineage
from runner.scenarios.merge import merge
from runner.scenarios.nodes import Node, Origin, Where, node_of, origins, plain, said
from runner.scenarios.profiles import profiles_beneath
from runner.scenarios.selection import matching
from runner.scenarios.validation import fields_of, validate
from runner.scenarios.wording import listed, quoted, suggestion
from runner.scenarios.workspace import File, Workspace

if TYPE_CHECKING:
    from pydantic import BaseModel

    from runner.parameters.catalogue import Parameters

COMMAND_LINE = Path("command line")
"""Where values come from that were given as options."""


@dataclass(frozen=True)
class ResolvedScenario:
    """A valid scenario: what it says about itself, and its parameters with their origins.

    ``values`` is what the files say, without the defaults; ``tree`` has these as well, and
    where each value was written.
    """

    scenario_id: str
    path: Path
    label: str
    description: str
    kind: str
    tags: tuple[str, ...]
    baseline_id: str | None
    parameters: Parameters
    values: dict[str, Any]
    tree: Node

    @cached_property
    def origins(self) -> dict[Where, Origin]:
        """The origin of each section, value and list item, by its path.

        Paths are like ("plan", "match", "tiers", 0, "rate").
        """
        return dict(origins(self.tree))


@dataclass(frozen=True)
class Resolution:
    """All scenarios of a folder: the valid ones, and what is wrong with the others.

    ``headers`` has valid and invalid ones; a line that is wrong has its default there.
    """

    scenarios: dict[str, ResolvedScenario]
    problems: list[Problem]
    invalid: dict[str, list[Problem]]
    headers: dict[str, Header]


def resolve_scenarios(
    directory: Path,
    *,
    baseline: str | None = None,
    overrides: Mapping[str, object] | None = None,
    model: type[BaseModel] | None = None,
) -> Resolution:
    """Resolve all scenarios of a folder and report everything that is wrong at once.

    ``baseline`` is the id of the scenario that the others are compared with unless they name
    one. ``overrides`` maps dotted paths to values that win over all files. Raises RequestError
    if there is no scenario, or none of that id.
    """
    model = model or _catalogue()
    workspace = Workspace(directory, fields_of(model))
    files = workspace.scenarios()
    default = _default_baseline(files, baseline)
    options = [_option(path, value) for path, value in (overrides or {}).items()]
    outcomes = {name: _outcome(files[name], options, workspace, model) for name in files}
    invalid = {name: list(outcome.problems) for name, outcome in outcomes.items()}
    _check_baselines(files, invalid)
    invalid = {name: sorted(set(problems)) for name, problems in invalid.items() if problems}
    return Resolution(
        scenarios={
            name: _scenario(name, file, outcomes[name], _baseline_of(name, file, default, invalid))
            for name, file in files.items()
            if name not in invalid
        },
        problems=sorted({problem for problems in invalid.values() for problem in problems}),
        invalid=invalid,
        headers={name: file.header for name, file in files.items()},
    )


def select(resolution: Resolution, expression: str) -> list[str]:
    """The ids, valid or not, that `all`, ids, globs and `tag:...` ask for, each once.

    Raises RequestError if a part of the expression matches nothing.
    """
    return matching(expression, {name: h.tags for name, h in resolution.headers.items()})


def _catalogue() -> type[BaseModel]:
    from runner.parameters.catalogue import Parameters

    return Parameters


@dataclass(frozen=True)
class _Outcome:
    """A scenario after merging and validation; without problems, it has parameters."""

    tree: Node
    parameters: BaseModel | None
    problems: tuple[Problem, ...]


def _outcome(
    file: File, options: Sequence[Node], workspace: Workspace, model: type[BaseModel]
) -> _Outcome:
    templates, wrong_extends = _templates_of(file, workspace)
    profiles, wrong_picks = profiles_beneath([*templates, file], options, workspace)
    sources = [*profiles, *templates, file]
    by_itself = [problem for source in sources for problem in source.problems]
    beneath, wrong_profiles = merge(_layers(profiles), default_tree(model))
    tree, conflicts = merge([*_layers([*templates, file]), *options], beneath)
    conflicts = [*wrong_profiles, *conflicts]
    complete = not (wrong_extends or wrong_picks or conflicts)
    complete = complete and all(source.complete for source in sources)
    parameters, mistakes = validate(said(tree), model, complete=complete)
    known = {(problem.path, problem.line) for problem in by_itself}
    new = [each for each in (*conflicts, *mistakes) if (each.path, each.line) not in known]
    return _Outcome(tree, parameters, (*by_itself, *wrong_extends, *wrong_picks, *new))


def _layers(files: Sequence[File]) -> list[Node]:
    return [file.parameters for file in files if file.parameters]


def _option(path: str, value: object) -> Node:
    """The tree that says one value of the command line."""
    nested = reduce(lambda inner, key: {key: inner}, reversed(path.split(".")), value)
    return node_of(nested, COMMAND_LINE)


def _templates_of(file: File, workspace: Workspace) -> tuple[list[File], list[Problem]]:
    """The templates to apply before a file, in order, and what is wrong with their names."""

    def parents(name: str) -> list[str]:
        template = workspace.template(name)
        return [each.name for each in template.header.extends] if template else []

    order, cycles = lineage([each.name for each in file.header.extends], parents)
    templates = [found for name in order if (found := workspace.template(name))]
    problems = [
        Problem(source.path, reference.line, _no_template(reference.name, workspace))
        for source in (*templates, file)
        for reference in source.header.extends
        if workspace.template(reference.name) is None
    ]
    return templates, problems + [_cycle(each, workspace) for each in cycles]


def _no_template(name: str, workspace: Workspace) -> str:
    known = workspace.template_names()
    return (
        f"there is no template {name!r}.{suggestion(name, known)} Templates here: {listed(known)}. "
        f"Correct the name or write {workspace.directory / 'templates' / name}.yml."
    )


def _cycle(cycle: Cycle, workspace: Workspace) -> Problem:
    template = workspace.template(cycle[0])
    assert template
    line = next(each.line for each in template.header.extends if each.name == cycle[1])
    return Problem(
        template.path,
        line,
        f"templates extend each other in a circle: {' -> '.join(cycle)}. A template cannot "
        "build on itself. Remove one of these names from 'extends'.",
    )


def _default_baseline(files: Mapping[str, File], asked: str | None) -> str | None:
    """The scenario to compare with: the one asked for, `baseline`, or the first base case."""
    if asked is not None and asked not in files:
        raise RequestError(
            f"the baseline {quoted(asked)} is not a scenario.{suggestion(asked, files)} "
            f"Scenarios here: {listed(files)}."
        )
    bases = [name for name, file in files.items() if file.header.kind == "base"]
    return asked or next(iter([*(["baseline"] if "baseline" in files else []), *bases]), None)


def _baseline_of(
    name: str, file: File, default: str | None, invalid: Collection[str]
) -> str | None:
    """What a scenario is compared with: nothing if that is itself, or could not be resolved."""
    named = file.header.baseline.name if file.header.baseline else default
    return None if named == name or named in invalid else named


def _check_baselines(files: Mapping[str, File], invalid: dict[str, list[Problem]]) -> None:
    """Add what is wrong with the baselines that files name, also those of their baselines."""
    named = {name: file.header.baseline for name, file in files.items() if file.header.baseline}
    for name, reference in list(named.items()):
        if reference.name == name or reference.name not in files:
            message = _no_baseline(name, reference.name, files)
            invalid[name].append(Problem(files[name].path, reference.line, message))
            del named[name]
    while broken := [name for name, reference in named.items() if invalid[reference.name]]:
        for name in broken:
            reference = named.pop(name)
            if set(invalid[reference.name]) <= set(invalid[name]):
                continue  # the baseline's errors are all told: both have them from elsewhere
            message = (
                f"the baseline {reference.name!r} has errors itself. A baseline must be valid. "
                "Correct it or name another."
            )
            invalid[name].append(Problem(files[name].path, reference.line, message))


def _no_baseline(name: str, baseline: str, files: Mapping[str, File]) -> str:
    others = [each for each in files if each != name]
    if name == baseline:
        return (
            f"the baseline {baseline!r} is the scenario itself. A scenario is compared with "
            f"another one: {listed(others)}. Name one of them or remove the line."
        )
    return (
        f"the baseline {quoted(baseline)} is not a scenario.{suggestion(baseline, others)} "
        f"Scenarios here: {listed(others)}."
    )


def _scenario(
    name: str, file: File, outcome: _Outcome, baseline_id: str | None
) -> ResolvedScenario:
    header = file.header
    return ResolvedScenario(
        scenario_id=name,
        path=file.path,
        label=header.label,
        description=header.description,
        kind=header.kind,
        tags=header.tags,
        baseline_id=baseline_id,
        parameters=cast("Parameters", outcome.parameters),
        values=plain(said(outcome.tree)),
        tree=outcome.tree,
    )
