"""One piece in the working database: begun, taken up where it was left, and what became of it."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from runner.build import dbt, lineage
from runner.build.pieces import Piece, rows_of
from runner.build.site import Site, whose
from runner.errors import BuildError, InvariantError
from runner.warehouse import gather, publish
from runner.warehouse.holdings import Shared
from runner.warehouse.inputs import Placed, write_inputs
from runner.warehouse.ledger import Run

if TYPE_CHECKING:
    import duckdb

INPUTS = "inputs"
"""The step of a piece that comes before dbt's."""


@dataclass(frozen=True)
class Failure:
    """Why a scenario has no results: the model or test, and what the engine said."""

    model: str
    message: str
    is_invariant: bool

    @property
    def kind(self) -> tuple[str, str]:
        """What failures have in common that have one cause; tests say how many rows they found."""
        return self.model, "" if self.is_invariant else self.message

    def error(self) -> BuildError | InvariantError:
        """The error that ends a build in which nothing can be published."""
        if self.is_invariant:
            return InvariantError(
                f"{self.model}: {self.message}\nThe results break a rule that always holds; "
                "nothing was published. Please report this."
            )
        return BuildError(
            f"model {self.model} failed: {self.message}\nNothing was published. What was "
            "published before is as it was."
        )


def run(
    site: Site, piece: Piece, there: Sequence[Placed] = ()
) -> tuple[list[dbt.Node], Failure | None]:
    """Simulate a piece in the working database, from where it was left.

    What it shares with scenarios that are gathered, those ``there``, is taken from them.
    """
    is_resumed = is_resumable(site, piece)
    if not is_resumed:
        _begin(site, piece, there)
    done = site.ledger.steps(piece.identity) - {INPUTS}
    if is_resumed and done:
        _say_resumed(site, piece, len(done))
    site.ledger.enter(runs(site, piece, "running"))
    began = time.monotonic()
    engine = site.engine_for(rows_in(site, piece.parts))
    with site.progress.stage("simulating"):
        nodes = dbt.build_models(
            engine,
            site.progress,
            _names(site, piece, done),
            finished=lambda node: site.ledger.step(piece.identity, node),
        )
    failure = failure_in(nodes)
    if failure and publish.is_disk_full(failure.message):
        raise failure.error()  # no scenario is to blame
    state = "failed" if failure else "completed"
    site.ledger.mark(site.batch_id, piece.identity, state, time.monotonic() - began)
    if failure:
        site.ledger.forget_steps()
        if len(piece.parts) == 1:
            [name] = piece.scenario_ids
            blamed = (name, failure.model, failure.message)
            site.ledger.blame(site.batch_id, piece.identity, *blamed)
    return nodes, failure


def _names(site: Site, piece: Piece, done: set[str]) -> set[str] | None:
    """What is to be run of a piece; None if it is everything."""
    if piece.is_whole and not done:
        return None
    project = dbt.project(site.engine)
    names = {node.name for node in project} if piece.is_whole else lineage.of_scenarios(project)
    return names - done


def is_resumable(site: Site, piece: Piece) -> bool:
    """Whether the working database has been begun for this very piece."""
    import duckdb

    if INPUTS not in site.ledger.steps(piece.identity) or not site.database.exists():
        return False
    try:
        with publish.connect(site.database) as connection:
            connection.execute("from inputs.scenarios limit 0")
    except duckdb.Error:
        return False
    return True


def write_parameters(site: Site, piece: Piece) -> None:
    """Write the parameters of a piece into the working database: its first step."""
    with site.progress.stage("writing parameters"), publish.connect(site.database) as connection:
        write_inputs(connection, piece.parts)
    site.ledger.step(piece.identity, INPUTS)


def rows_in(site: Site, parts: Sequence[Placed]) -> int:
    """About how many years of people these are, by the censuses in the working database."""
    with publish.connect(site.database) as connection:
        people = people_in(connection)
    return sum(rows_of(part, people) for part in parts)


def people_in(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """How many rows each census has."""
    rows = connection.execute(
        "select census_id, coalesce(sample_size, count(census_rows.row_number)) "
        "from inputs.censuses left join inputs.census_rows using (census_id) "
        "group by census_id, sample_size"
    )
    return dict(rows.fetchall())


def share_censuses(parts: Sequence[Placed], there: Sequence[Placed]) -> bool:
    """Whether the censuses of all these scenarios are known from others, and found usable."""

    def census(part: Placed) -> tuple[str, float]:
        return part.scenario.census_id, part.scenario.parameters.census.max_rejected

    return {census(part) for part in parts} <= {census(part) for part in there}


def failure_in(nodes: Iterable[dbt.Node]) -> Failure | None:
    """The first model that failed, else the first test."""
    broken = sorted((node for node in nodes if node.failed), key=lambda node: node.kind == "test")
    if not broken:
        return None
    return Failure(broken[0].name, broken[0].message, is_invariant=broken[0].kind == "test")


def _begin(site: Site, piece: Piece, there: Sequence[Placed]) -> None:
    """Make a working database for a piece: censuses, what can be borrowed, parameters."""
    site.ledger.forget_steps()
    publish.create(site.work)
    with publish.connect(site.database) as connection:
        if there:
            for name in sorted(_borrowed(site, connection, piece, there)):
                site.ledger.step(piece.identity, name)
        elif not piece.is_whole:
            gather.add_censuses(connection, site.gathering)
    write_parameters(site, piece)


def _borrowed(
    site: Site,
    connection: duckdb.DuckDBPyConnection,
    piece: Piece,
    there: Sequence[Placed],
) -> set[str]:
    """Take what a piece shares with gathered scenarios; the models and tests that are done."""
    project = dbt.project(site.engine)
    shared = _shared(piece.parts, there, but=[*lineage.across(project), *lineage.LISTS])
    site.limit(connection)
    with site.progress.stage("gathering"):
        tables = gather.shared_in(connection, site.gathering, shared)
        done = lineage.done_with(project, tables, but=shared.but)
        read = tables & lineage.read_by(project, but=done)
        gather.borrow(connection, site.gathering, whose(piece.parts), read, but=shared.but)
    return done


def _shared(parts: Sequence[Placed], there: Sequence[Placed], but: Sequence[str]) -> Shared:
    """What the scenarios of a piece have in common with gathered ones."""
    has_all = all(_is_complete(part) for part in parts)
    lent = {p.scenario.workforce_id for p in there if _is_complete(p) and _keeps_people(p)}
    has_censuses = share_censuses(parts, there)
    names = {part.scenario.scenario_id for part in there}
    return Shared(
        but=but,
        has_censuses=has_censuses,
        has_workforces=(
            has_censuses and has_all and {p.scenario.workforce_id for p in parts} <= lent
        ),
        has_settings={part.scenario.scenario_id for part in parts} <= names,
    )


def _is_complete(part: Placed) -> bool:
    """Whether it is all replicates of a scenario."""
    last = part.scenario.parameters.simulation.replicates - 1
    return (part.first_replicate, part.last_replicate) == (0, last)


def _keeps_people(part: Placed) -> bool:
    """Whether the people of all its replicates are gathered, not only their sums."""
    return part.last_detailed_replicate >= part.last_replicate


def _say_resumed(site: Site, piece: Piece, steps: int) -> None:
    names = piece.scenario_ids
    shown = ", ".join(names[:5]) + (f" and {len(names) - 5} others" if len(names) > 5 else "")
    site.progress.say(f"resuming an interrupted build: {steps} steps of {shown} are done")


def runs(site: Site, piece: Piece, state: str) -> list[Run]:
    """What is entered into the ledger of a piece."""
    return [
        Run(
            site.batch_id,
            piece.identity,
            part.scenario.scenario_id,
            part.first_replicate,
            part.last_replicate,
            part.scenario.fingerprint,
            state,
        )
        for part in piece.parts
    ]
