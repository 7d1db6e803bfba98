"""Failures found out: pieces are simulated, and divided until those who fail are alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from runner.build import dbt, lineage
from runner.build.pieces import Piece
from runner.build.site import Site, record, whose
from runner.build.working import Failure, run, runs
from runner.warehouse import gather, publish
from runner.warehouse.inputs import Placed


@dataclass
class Isolation:
    """Pieces simulated, those that fail in halves until the culprits are alone.

    Nothing is divided any further when two scenarios alone fail in the same way as everything
    that was tried: then it is not the scenarios.
    """

    site: Site
    there: list[Placed]
    tried: list[Failure]
    has_success: bool
    nodes: list[dbt.Node] = field(default_factory=list)
    failures: dict[str, Failure] = field(default_factory=dict)

    def run(self, pieces: Sequence[Piece]) -> None:
        """Simulate all pieces, less the scenarios that fail."""
        left = list(pieces)
        self.site.ledger.enter(run for p in left for run in runs(self.site, p, "planned"))
        while left:
            piece = left.pop(0).without(self.failures)
            if not piece.parts:
                continue
            nodes, failure = run(self.site, piece, self.there)
            self.nodes += nodes
            if failure is None:
                self._gather(piece)
            elif self.site.stops_at_failure:
                raise failure.error()
            elif len(piece.parts) > 1:
                self.tried.append(failure)
                left = [*piece.halves(), *left]
            else:
                self._blame(piece, failure)
                if self._is_everywhere():
                    names = (name for rest in left for name in rest.scenario_ids)
                    self.failures |= dict.fromkeys(names, failure)
                    return

    def _gather(self, piece: Piece) -> None:
        """Add a finished piece to what is gathered, and remove its database."""
        self.has_success = True
        with self.site.progress.stage("gathering"):
            across = lineage.across(dbt.project(self.site.engine))
            with publish.connect(self.site.gathering) as connection:
                self.site.limit(connection)
                records = [record(part, piece.identity) for part in piece.parts]
                keys = whose(piece.parts)
                gather.gather(connection, self.site.database, keys, records, but=across)
            publish.remove(self.site.database)
        self.there += piece.parts
        self.site.ledger.forget_steps()

    def _blame(self, piece: Piece, failure: Failure) -> None:
        """Note who failed, and remove what was gathered of its other replicates."""
        [part] = piece.parts
        self.tried.append(failure)
        self.failures[part.scenario.scenario_id] = failure
        self._forget(part)

    def _forget(self, part: Placed) -> None:
        with publish.connect(self.site.gathering) as connection:
            gather.forget(connection, part.scenario.scenario_id, part.scenario_key)

    def _is_everywhere(self) -> bool:
        alike = len({each.kind for each in self.tried}) == 1
        return alike and not self.has_success and len(self.failures) > 1
