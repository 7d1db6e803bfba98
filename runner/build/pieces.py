"""Pieces of a build: which scenarios and replicates are simulated together."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from runner.build.fingerprints import digest
from runner.warehouse.inputs import Placed

BYTES_PER_ROW = 450
"""Memory that a simulated year of a person takes, in the models that hold it at once."""


@dataclass(frozen=True)
class Piece:
    """Scenarios that are simulated in one private database, some or all replicates of each.

    ``is_whole`` if it is all of the build, so that nothing has to be gathered.
    """

    parts: tuple[Placed, ...]
    is_whole: bool = False

    @property
    def scenario_ids(self) -> list[str]:
        return [part.scenario.scenario_id for part in self.parts]

    @property
    def identity(self) -> str:
        """What decides the content of its database: equal ones can be taken up again."""
        said = [
            [
                *(part.scenario.scenario_id, part.scenario.fingerprint),
                *(part.scenario_key, part.workforce_key),
                *(part.first_replicate, part.last_replicate, part.last_detailed_replicate),
                part.scenario.baseline_id if self.is_whole else None,
                *([part.scenario.label, part.scenario.description] if self.is_whole else []),
            ]
            for part in self.parts
        ]
        return digest([self.is_whole, said])[:16]

    def without(self, scenario_ids: Collection[str]) -> Piece:
        """The piece less some scenarios."""
        return Piece(tuple(p for p in self.parts if p.scenario.scenario_id not in scenario_ids))

    def halves(self) -> tuple[Piece, Piece]:
        """Its scenarios in two pieces, every second one in the other: neighbours are alike."""
        return Piece(self.parts[::2]), Piece(self.parts[1::2])


def rows_of(part: Placed, people: Mapping[str, int]) -> int:
    """About how many years of people a part simulates; ``people`` by census."""
    simulation = part.scenario.parameters.simulation
    replicates = part.last_replicate - part.first_replicate + 1
    return people[part.scenario.census_id] * simulation.years * replicates


def cut(parts: Sequence[Placed], people: Mapping[str, int], memory: int) -> list[Piece]:
    """The fewest pieces that fit into so many bytes each.

    Scenarios that share a workforce stay together as long as they can: replicates are divided
    first, because each of them has a workforce of its own. Nothing is cut below one replicate of
    one scenario, however large.
    """
    most = max(1, memory // BYTES_PER_ROW)
    if sum(rows_of(part, people) for part in parts) <= most:
        return [Piece(tuple(parts))]
    ordered = sorted(parts, key=lambda part: (part.workforce_key, part.scenario_key))
    groups = (
        list(group)
        for _, sharing in groupby(ordered, key=lambda part: part.workforce_key)
        for group in _fitting(list(sharing), people, most)
    )
    return [Piece(tuple(parts)) for parts in _packed(groups, people, most)]


def remaining(pieces: Iterable[Piece], done: Mapping[str, Collection[int]]) -> list[Piece]:
    """The pieces less the replicates of each scenario that are done, however these were cut.

    What is left of a piece is divided by the replicates: in one piece, a workforce has the same
    ones for all scenarios that share it.
    """
    left = []
    for piece in pieces:
        if not any(done.get(part.scenario.scenario_id) for part in piece.parts):
            left.append(piece)
            continue
        alike: dict[tuple[int, int], list[Placed]] = {}
        for part in piece.parts:
            for run in _undone(part, done.get(part.scenario.scenario_id, ())):
                alike.setdefault((run.first_replicate, run.last_replicate), []).append(run)
        left += [Piece(tuple(parts)) for parts in alike.values()]
    return left


def _undone(part: Placed, done: Collection[int]) -> Iterator[Placed]:
    """Runs of replicates of a part that are not done."""
    first = None
    for replicate in range(part.first_replicate, part.last_replicate + 2):
        is_left = replicate <= part.last_replicate and replicate not in done
        if is_left and first is None:
            first = replicate
        elif not is_left and first is not None:
            yield replace(part, first_replicate=first, last_replicate=replicate - 1)
            first = None


def _fitting(parts: list[Placed], people: Mapping[str, int], most: int) -> Iterator[list[Placed]]:
    """Scenarios that share a workforce, in groups that fit."""
    first, last = parts[0].first_replicate, parts[0].last_replicate
    one = sum(rows_of(replace(part, last_replicate=first), people) for part in parts)
    together = min(len(parts), max(1, most * len(parts) // max(1, one)))
    several = max(1, most // max(1, one)) if together == len(parts) else 1
    count = math.ceil(len(parts) / together)
    for start in range(first, last + 1, several):
        for number in range(count):
            yield [
                replace(part, first_replicate=start, last_replicate=min(start + several - 1, last))
                for part in parts[number::count]
            ]


def _packed(
    groups: Iterable[list[Placed]], people: Mapping[str, int], most: int
) -> Iterator[list[Placed]]:
    """Neighbouring groups in one piece as long as they fit, each scenario once in a piece."""
    packed: list[Placed] = []
    filled = 0
    for group in groups:
        rows = sum(rows_of(part, people) for part in group)
        names = {part.scenario_key for part in packed}
        if packed and (filled + rows > most or names & {part.scenario_key for part in group}):
            yield packed
            packed, filled = [], 0
        packed, filled = [*packed, *group], filled + rows
    if packed:
        yield packed
