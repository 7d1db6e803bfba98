"""The files of a batch once more, from the published database and without a build."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from runner.build import machine
from runner.build.exports import COMPARISON, REPORT, facts_of
from runner.build.summary import PACKAGES, last_summary
from runner.errors import OutputError, RequestError, complain
from runner.outputs import detail
from runner.outputs.comparison import write_comparison
from runner.outputs.facts import BatchFacts, CensusFact
from runner.outputs.report import write_report
from runner.scenarios.selection import matching
from runner.scenarios.wording import listed, quoted, suggestion
from runner.warehouse.publish import WAREHOUSE
from runner.warehouse.reading import of_this_version, reading

if TYPE_CHECKING:
    import duckdb

FORMATS = {
    "comparison": ("xlsx",),
    "report": ("html",),
    "databases": ("duckdb",),
    "workforce": ("xlsx", "csv", "parquet"),
    "events": ("xlsx", "csv", "parquet"),
    "contributions": ("xlsx", "csv", "parquet"),
    "marts": ("csv", "parquet"),
}
"""What there is, and in which formats; the first one is meant if none is named."""
OF_A_BUILD = ("comparison", "report", "databases", "workforce", "events", "contributions")
"""What a build writes as well."""
OF_ALL = {"comparison", "report"}


@dataclass(frozen=True)
class ExportRequest:
    """What the user asks for."""

    what: str
    scenarios: str
    format: str | None
    to: Path | None
    force: bool
    detail_rows: int
    output: Path


def export_again(request: ExportRequest) -> list[Path]:
    """Write files from the published database; returns their paths.

    Raises RequestError if that is not possible or files are there already.
    """
    wanted = _wanted(request.what, request.format)
    with reading(request.output) as connection:
        ids, facts = _selected(connection, request.scenarios), _facts(connection, request.output)
    warehouse, to = request.output / WAREHOUSE, request.to or request.output / "exports"
    _check_targets(wanted, ids, to, request.force)
    if OF_ALL & wanted.keys() and request.scenarios != "all":
        complain(
            "the comparison and the report are of all scenarios that were built together.",
            kind="note",
        )
    _make_folder(to)

    def write(what: str, suffix: str) -> list[Path]:
        if what == "comparison":
            write_comparison(warehouse, to / COMPARISON, facts)
            return [to / COMPARISON]
        if what == "report":
            write_report(warehouse, to / REPORT, facts)
            return [to / REPORT]
        if what == "databases":
            return detail.write_databases(warehouse, to, ids)
        if what == "marts":
            return detail.write_marts(warehouse, to / "marts", ids, suffix)
        if suffix != "xlsx":
            return detail.write_scenario_rows(warehouse, to, ids, what, suffix)
        options = {"detail_rows": request.detail_rows, "jobs": machine.threads()}
        return detail.write_workbooks(warehouse, to, ids, facts, kinds=[what], **options)

    with of_this_version(warehouse):
        return [path for what, suffix in wanted.items() for path in write(what, suffix)]


def _make_folder(to: Path) -> None:
    try:
        to.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"{to}: the folder cannot be made: {error.strerror}. It must be one in which you may "
            "create files. Name another with --to."
        ) from error


def _wanted(what: str, suffix: str | None) -> dict[str, str]:
    """The format of each thing that is asked for."""
    named = [part.strip() for part in what.split(",") if part.strip()]
    for name in named or [""]:
        if name not in (*FORMATS, "all"):
            raise RequestError(
                f"there is no {quoted(name)} to export.{suggestion(name, FORMATS)} "
                f"There are: {listed(FORMATS)}; or all."
            )
        if suffix and name != "all" and suffix not in FORMATS[name]:
            raise RequestError(
                f"{name} cannot be exported as {suffix}. It can as: {listed(FORMATS[name])}. "
                "Leave out --format, or name another one."
            )
    if "all" in named:
        named = list(OF_A_BUILD if suffix is None else FORMATS)
    return {
        name: suffix or FORMATS[name][0]
        for name in dict.fromkeys(named)
        if suffix is None or suffix in FORMATS[name]
    }


def _selected(connection: duckdb.DuckDBPyConnection, expression: str) -> list[str]:
    query = "select scenario_id, tags from dim_scenarios order by scenario_id"
    return matching(expression, dict(connection.execute(query).fetchall()))


def _check_targets(wanted: dict[str, str], ids: Sequence[str], to: Path, force: bool) -> None:
    """Refuse to overwrite what is there."""
    targets = [path for what, suffix in wanted.items() for path in _targets(what, suffix, ids, to)]
    there = [path for path in targets if path.exists()]
    if there and not force:
        more = f" and {len(there) - 1} more" if len(there) > 1 else ""
        raise RequestError(
            f"{there[0]}{more}: the file is there already. An export does not overwrite files. "
            "Use --force to replace them, or name another folder with --to."
        )


def _targets(what: str, suffix: str, ids: Sequence[str], to: Path) -> list[Path]:
    if what == "comparison":
        return [to / COMPARISON]
    if what == "report":
        return [to / REPORT]
    if what == "marts":
        return [to / "marts" / f"{mart}.{suffix}" for mart in (*detail.MARTS, *detail.CENSUS_MARTS)]
    if what == "databases":
        return [detail.database_path(to, name) for name in ids]
    return [detail.KINDS[what].path(to, name, suffix) for name in ids]


def _facts(connection: duckdb.DuckDBPyConnection, output: Path) -> BatchFacts:
    """The last batch with the results that the database has, as far as its folder is there."""
    query = "select scenario_id, fingerprint from dim_scenarios"
    found = last_summary(output, dict(connection.execute(query).fetchall()))
    query = "select census_id, source, as_of from inputs.censuses"
    censuses = {
        identity: CensusFact(source, as_of)
        for identity, source, as_of in connection.execute(query).fetchall()
    }
    return facts_of(found.content if found else _unknown(connection), censuses)


def _unknown(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """What can be said of a batch whose folder is not there."""
    found = connection.execute("select max(built_at) from dim_scenarios").fetchone()
    assert found is not None  # an aggregate without groups
    started = f"{found[0]:%Y-%m-%dT%H:%M:%S}+00:00"
    return {
        "batch_id": f"built {started}",
        "started_at": started,
        "command": ["build"],
        "seconds": {},
        "versions": {name: version(name) for name in PACKAGES},
        "scenarios": {},
    }
