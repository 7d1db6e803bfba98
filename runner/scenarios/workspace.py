"""The files of a folder of scenarios: where they are, and what each says by itself."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from pathlib import Path

from runner import project
from runner.errors import Problem, RequestError
from runner.scenarios.files import read
from runner.scenarios.header import (
    ID_RULE,
    PROFILE_KEYS,
    SCENARIO_KEYS,
    TEMPLATE_KEYS,
    Header,
    is_id,
    parameters_of,
    read_header,
)
from runner.scenarios.markers import read_markers
from runner.scenarios.nodes import Node
from runner.scenarios.wording import quoted

_ENDINGS = (".yml", ".yaml")
_RESERVED = ("all",)


@dataclass(frozen=True)
class File:
    """A scenario or template by itself: one that cannot be read has no parameters.

    It is ``complete`` if all of its parameters make sense as a file, so that none was left out.
    """

    path: Path
    header: Header
    parameters: Node | None
    problems: tuple[Problem, ...]
    complete: bool


@dataclass
class Workspace:
    """The folder being resolved: its scenarios, templates and profiles, listed and read once."""

    directory: Path
    sections: Collection[str]
    _read: dict[tuple[str, str], File | None] = field(default_factory=dict)
    _listed: dict[str, list[dict[str, list[Path]]]] = field(default_factory=dict)

    def scenarios(self) -> dict[str, File]:
        """All scenarios by id, in the order of ids; raises RequestError if there is none."""
        if not self.directory.is_dir():
            raise RequestError(
                f"{self.directory}: there is no such folder. Scenarios are files in a folder. "
                "Create it, or name another with --scenarios-dir."
            )
        found = _yaml_files(self.directory)
        if not found:
            raise RequestError(
                f"{self.directory}: there is no scenario. Scenarios are files that end in .yml. "
                "Write one, or name another folder with --scenarios-dir."
            )
        return {name: _read_scenario(found[name], self.sections) for name in sorted(found)}

    def template(self, name: str) -> File | None:
        """The folder's template of this name, else the shipped one, else None."""
        return self._find("templates", name, TEMPLATE_KEYS)

    def template_names(self) -> list[str]:
        """The names of all templates that can be extended."""
        return self._names("templates")

    def profile(self, name: str) -> File | None:
        """The folder's behavior profile of this name, else the shipped one, else None."""
        return self._find("profiles", name, PROFILE_KEYS)

    def profile_names(self) -> list[str]:
        """The names of all behavior profiles that can be picked."""
        return self._names("profiles")

    def _find(self, kind: str, name: str, keys: Collection[str]) -> File | None:
        if (kind, name) not in self._read:
            folders = (found[name] for found in self._folders(kind) if name in found)
            paths = next(folders, None)
            self._read[kind, name] = _read_file(paths, keys, self.sections) if paths else None
        return self._read[kind, name]

    def _names(self, kind: str) -> list[str]:
        return sorted({name for found in self._folders(kind) for name in found})

    def _folders(self, kind: str) -> list[dict[str, list[Path]]]:
        if kind not in self._listed:
            folders = (self.directory, project.shipped_scenarios())
            self._listed[kind] = [_yaml_files(folder / kind) for folder in folders]
        return self._listed[kind]


def _yaml_files(folder: Path) -> dict[str, list[Path]]:
    """The YAML files of a folder by name, more than one if they differ in their ending.

    Hidden files are left out: they are other programs' temporary files.
    """
    files: dict[str, list[Path]] = {}
    try:
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            if path.suffix.lower() in _ENDINGS and not path.name.startswith("."):
                files.setdefault(path.stem, []).append(path)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise RequestError(
            f"{folder}: the folder cannot be read: {reason}. It must be readable. Check its rights."
        ) from None
    return files


def _read_scenario(paths: list[Path], sections: Collection[str]) -> File:
    file = _read_file(paths, SCENARIO_KEYS, sections)
    return replace(file, problems=(*file.problems, *_wrong_name(file.path)))


def _read_file(paths: list[Path], keys: Collection[str], sections: Collection[str]) -> File:
    path, *others = paths
    document = read(path)
    header, parameters, complete = Header(), None, False
    problems = [*document.problems, *(_same_name(other, path) for other in others)]
    if document.root is not None:
        header, mistakes = read_header(document.root, keys, sections)
        parameters, wrong_markers = read_markers(parameters_of(document.root, mistakes))
        complete = not (document.problems or wrong_markers)
        problems += [*mistakes, *wrong_markers]
    return File(path, header, parameters, tuple(problems), complete)


def _same_name(path: Path, first: Path) -> Problem:
    return Problem(
        path,
        0,
        f"{first.name} has the same name but for its ending. A name belongs to one file. "
        "Rename or remove one of the two.",
    )


def _wrong_name(path: Path) -> list[Problem]:
    if path.stem in _RESERVED:
        message = f"{path.stem!r} cannot be an id: it stands for all scenarios. Rename the file."
    elif not is_id(path.stem):
        message = f"{quoted(path.stem)} cannot be an id. {ID_RULE}. Rename the file."
    else:
        return []
    return [Problem(path, 0, message)]
