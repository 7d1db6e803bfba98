"""Scenarios simulated, in pieces where they must be; what fails is found and left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from runner.build import dbt, lineage
from runner.build.censuses import read_censuses
from runner.build.history import history
from runner.build.isolation import Isolation
from runner.build.pieces import Piece, cut, remaining, rows_of
from runner.build.plan import Plan, with_known_baselines, without_scenarios
from runner.build.site import Site, record, whose
from runner.build.working import (
    Failure,
    failure_in,
    is_resumable,
    people_in,
    rows_in,
    run,
    share_censuses,
    write_parameters,
)
from runner.errors import CensusError
from runner.warehouse import gather, publish
from runner.warehouse.census import create_tables
from runner.warehouse.inputs import Placed, write_inputs


@dataclass
class Simulated:
    """What came of it: the plan less what has no usable census, failures, dbt's nodes."""

    plan: Plan
    failures: dict[str, Failure] = field(default_factory=dict)
    nodes: list[dbt.Node] = field(default_factory=list)


def simulate(
    site: Site, plan: Plan, changed: Sequence[Placed], kept: Sequence[Placed]
) -> Simulated:
    """Fill the working database with the results of all these scenarios.

    ``kept`` are taken from the published database as they are. What an interrupted build has
    finished of ``changed`` is taken up. Raises InvariantError or BuildError if nothing can be
    published.
    """
    if site.is_forced:
        site.discard()
    site.remove_copy()
    done = Simulated(plan)
    gathered = _taken_up(site, changed, kept)
    if gathered is not None:
        gathered = _with_kept(site, kept, gathered)
    whole = Piece(tuple(with_known_baselines(changed)), is_whole=True)
    if gathered is None and not kept and is_resumable(site, whole):
        return _run_whole(site, whole, done)
    if gathered is None:
        changed, gathered = _begun(site, done, changed, kept)
    pieces = _pieces(site, changed, gathered or ())
    if gathered is None and len(pieces) == 1:
        whole = Piece(tuple(with_known_baselines(changed)), is_whole=True)
        write_parameters(site, whole)
        return _run_whole(site, whole, done)
    if gathered is None:
        site.begin_gathering()
    return _run_pieces(site, pieces, changed, kept, gathered or (), done)


def _begun(
    site: Site, done: Simulated, changed: Sequence[Placed], kept: Sequence[Placed]
) -> tuple[Sequence[Placed], list[gather.Gathered] | None]:
    """Read the censuses that are needed and carry over what is kept.

    What can be simulated of ``changed``, and what is gathered, if gathering has begun.
    """
    gathered = None
    if kept:
        with site.progress.stage("gathering"):
            gathered = site.carry(kept)
    if not kept or not share_censuses(changed, kept):
        done.plan = _read_censuses(site, done.plan, changed, is_all=not kept)
        usable = {each.scenario_id for each in done.plan.scenarios}
        changed = [part for part in changed if part.scenario.scenario_id in usable]
        if kept:
            with publish.connect(site.gathering) as connection:
                gather.add_censuses(connection, site.database)
    return changed, gathered


def _taken_up(
    site: Site, changed: Sequence[Placed], kept: Sequence[Placed]
) -> list[gather.Gathered] | None:
    """What an interrupted build has gathered, if all of it is still wanted as it is."""
    import duckdb

    try:
        if site.database.exists() and not site.gathering.exists():
            with publish.connect(site.database) as connection:
                is_gathering = gather.gathered_in(connection) is not None
            if is_gathering:
                site.database.replace(site.gathering)
        if site.gathering.exists():
            with publish.connect(site.gathering) as connection:
                found = gather.gathered_in(connection)
                censuses = set(people_in(connection))
            wanted = {_identity(part) for part in [*changed, *kept]}
            is_wanted = found is not None and {_identity(each) for each in found} <= wanted
            if is_wanted and {part.scenario.census_id for part in changed} <= censuses:
                return found
    except duckdb.Error:
        pass  # not a database, or an unfinished one: begin anew
    publish.remove(site.gathering)
    return None


def _with_kept(
    site: Site, kept: Sequence[Placed], gathered: list[gather.Gathered]
) -> list[gather.Gathered]:
    """What is gathered with all that is kept: an interrupted build may have kept less."""
    there = {_identity(each) for each in gathered}
    missing = [part for part in kept if _identity(part) not in there]
    if not missing:
        return gathered
    records = [record(part, gather.PUBLISHED) for part in missing]
    with site.progress.stage("gathering"), publish.connect(site.gathering) as connection:
        site.limit(connection)
        across = lineage.across(dbt.project(site.engine))
        gather.gather(connection, site.published, whose(missing), records, but=across)
    return [*gathered, *records]


def _identity(each: Placed | gather.Gathered) -> tuple[str, int, int, str, int]:
    """What must be the same if rows are to be used again."""
    named = each.scenario if isinstance(each, Placed) else each
    keys = each.scenario_key, each.workforce_key
    return named.scenario_id, *keys, named.fingerprint, each.last_detailed_replicate


def _read_censuses(site: Site, plan: Plan, changed: Sequence[Placed], *, is_all: bool) -> Plan:
    """Read the censuses of scenarios into a new working database; the plan less what cannot be.

    Raises CensusError if none can be used and there is nothing else, or the user wants to stop.
    """
    names = {part.scenario.scenario_id for part in changed}
    asked = tuple(scenario for scenario in plan.scenarios if scenario.scenario_id in names)
    used = {scenario.census_id for scenario in asked}
    censuses = {key: value for key, value in plan.censuses.items() if key in used}
    site.ledger.forget_steps()
    publish.create(site.work)
    with publish.connect(site.database) as connection, site.progress.stage("reading the census"):
        create_tables(connection)
        read = read_censuses(replace(plan, scenarios=asked, censuses=censuses), connection)
    lost = {name: text for name, text in read.failed.items() if name in names}
    messages = list(dict.fromkeys(lost.values()))
    if lost and (site.stops_at_failure or (is_all and lost.keys() == names)):
        raise CensusError("\n".join(messages))
    for message in messages:
        site.progress.error(message)
    return without_scenarios(plan, lost)


def _pieces(
    site: Site, changed: Sequence[Placed], gathered: Sequence[gather.Gathered]
) -> list[Piece]:
    """What is still to be simulated, cut so that it fits into memory."""
    source = site.gathering if site.gathering.exists() else site.database
    with publish.connect(source) as connection:
        people = people_in(connection)
    rows = sum(rows_of(part, people) for part in changed)
    pieces = cut(changed, people, site.memory)
    in_pieces = source == site.gathering or len(pieces) > 1
    site.progress.expect(history(site.output), rows, in_pieces=in_pieces)
    site.ledger.predict(site.batch_id, rows, sum(site.progress.expected.values()) or None)
    done: dict[str, set[int]] = {}
    for each in gathered:
        replicates = range(each.first_replicate, each.last_replicate + 1)
        done.setdefault(each.scenario_id, set()).update(replicates)
    # What is kept is gathered as well, but is not among what has changed.
    return remaining(pieces, done)


def _run_whole(site: Site, piece: Piece, done: Simulated) -> Simulated:
    """Simulate everything in one invocation; in pieces if something fails."""
    nodes, failure = run(site, piece)
    done.nodes += nodes
    if failure is None:
        return done
    if site.stops_at_failure or len(piece.parts) == 1:
        raise failure.error()
    site.begin_gathering()
    return _run_pieces(site, piece.halves(), piece.parts, (), (), done, [failure])


def _run_pieces(
    site: Site,
    pieces: Sequence[Piece],
    changed: Sequence[Placed],
    kept: Sequence[Placed],
    gathered: Sequence[gather.Gathered],
    done: Simulated,
    tried: Sequence[Failure] = (),
) -> Simulated:
    """Simulate piece by piece, gather what succeeds, and compare all of it at last."""
    known = {part.scenario.scenario_id: part for part in [*changed, *kept]}
    there = [
        replace(
            known[each.scenario_id],
            first_replicate=each.first_replicate,
            last_replicate=each.last_replicate,
        )
        for each in gathered
        if each.scenario_id in known
    ]
    is_begun = any(each.source != gather.PUBLISHED for each in gathered)
    isolation = Isolation(site, there, [*tried], has_success=is_begun or bool(kept))
    isolation.run(pieces)
    done.nodes += isolation.nodes
    done.failures |= isolation.failures
    succeeded = [part for part in changed if part.scenario.scenario_id not in done.failures]
    if not succeeded and not kept:
        raise next(iter(done.failures.values())).error()
    with site.progress.stage("gathering"):
        _complete(site, [*succeeded, *kept], is_all=not isolation.failures)
    with site.progress.stage("comparing"):
        engine = site.engine_for(rows_in(site, [*succeeded, *kept]))
        compared = lineage.comparing(dbt.project(engine))
        nodes = dbt.build_models(engine, site.progress, compared)
    done.nodes += nodes
    failure = failure_in(nodes)
    if failure is not None:
        if failure.is_invariant:
            site.discard()  # taken up again, it would fail again
        raise failure.error()
    with publish.connect(site.database) as connection:
        gather.finish(connection)
    return done


def _complete(site: Site, parts: Sequence[Placed], *, is_all: bool) -> None:
    """Say who is in the database where all has been gathered, and make it the working one.

    If some have failed, it may have a workforce that only they had.
    """
    with publish.connect(site.gathering) as connection:
        if not is_all:
            gather.leave_out(connection, whose(parts))
        write_inputs(connection, with_known_baselines(parts))
    publish.remove(site.database)
    site.gathering.replace(site.database)
