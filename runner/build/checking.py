"""A census file looked at without a build: which columns it has, who is in it, what is wrong."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from runner.build.censuses import objection
from runner.build.plan import census_source
from runner.errors import OutputError, RequestError, ScenarioError
from runner.outputs.census_report import Checked
from runner.parameters.catalogue import CENSUS_COLUMNS, Census, Simulation
from runner.scenarios.files import dump
from runner.scenarios.header import ID_RULE, is_id
from runner.scenarios.resolve import ResolvedScenario, resolve_scenarios
from runner.scenarios.wording import listed, quoted, suggestion
from runner.warehouse.census import CensusSource, read_census, read_top
from runner.warehouse.census_judgement import Judgement, judge
from runner.warehouse.census_profile import LeftOut, issues, left_out, profile
from runner.warehouse.census_proposal import ROWS_TRIED, propose
from runner.warehouse.census_source import bare, columns_taken, plain_title

if TYPE_CHECKING:
    from runner.warehouse.census_records import Header

_YEAR = dt.timedelta(days=366)

_PERIODS = {
    *("year", "fiscal_year", "plan_year", "calendar_year", "fy", "quarter", "month", "period"),
    *("pay_period", "pay_date", "check_date", "snapshot_date", "report_date", "as_of_date"),
}
"""Plain titles of columns that say of which time a row is."""


@dataclass(frozen=True)
class CheckRequest:
    """What the user asks for; what is not said comes from the scenario, or from the defaults."""

    file: str
    columns: Sequence[str] = ()
    scenario: str | None = None
    scenarios_dir: Path = Path("scenarios")
    as_of: dt.date | None = None
    sheet: str | None = None


@dataclass(frozen=True)
class Check:
    """A checked file: what to show of it, and why no build could use it, if so."""

    checked: Checked
    source: CensusSource
    objection: str | None
    hints: tuple[str, ...]


def check(request: CheckRequest) -> Check:
    """Read a file as a build would, with the columns given or proposed. Raises RunnerError."""
    import duckdb

    if not Path(request.file).exists():
        raise RequestError(
            f"{request.file}: there is no such file. A census is a CSV, Parquet or Excel file. "
            "Correct the name."
        )
    asked, max_rejected = _asked(request)
    header, rows = read_top(asked, ROWS_TRIED)
    proposed = propose(header.titles, rows, asked.as_of, asked.columns)
    found = {each.name: header.titles[each.position] for each in proposed}
    source = replace(asked, columns={**found, **asked.columns})
    with duckdb.connect() as connection:
        read_census(connection, source)
        [judgement] = judge(connection).values()
        rows_left_out = left_out(connection)
        checked = Checked(
            path=request.file,
            as_of=source.as_of,
            columns=[(each.name, found[each.name], each.found_by) for each in proposed],
            unused=_unused(header, source),
            outcomes=_outcomes(judgement, rows_left_out),
            fields=profile(connection),
            issues=issues(connection),
            left_out=rows_left_out,
        )
    wrong = objection(judgement, source, max_rejected)
    return Check(checked, source, wrong, tuple(_hints(checked)))


def write_template(found: Check, target: Path, scenarios_dir: Path) -> None:
    """Write a template with the file's path, date and columns, for scenarios to extend.

    Raises RequestError, or OutputError when it cannot be written.
    """
    if target.suffix != ".yml" or not is_id(target.stem):
        raise RequestError(
            f"{target}: this cannot be the file of a template. It ends in .yml, and its name is "
            f"what scenarios extend. {ID_RULE}. Choose another name."
        )
    source = found.source
    census: dict[str, object] = {
        "path": _workspace_path(source, target, scenarios_dir),
        "as_of": source.as_of.isoformat(),
    }
    if source.sheet is not None:
        census["sheet"] = source.sheet
    theirs = {name: title for name, title in source.columns.items() if plain_title(title) != name}
    if theirs:
        census["columns"] = theirs
    parameters: dict[str, object] = {"census": census}
    if source.as_of.year >= Simulation().start_year:
        parameters = {"simulation": {"start_year": source.as_of.year + 1}, **parameters}
    name, _, _ = source.file.name.partition(".")
    text = f"# The people in {source.file.name}.\n" + dump(
        {"label": f"People of {name}", "parameters": parameters}
    )
    try:
        with target.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise OutputError(
            f"{target}: the file exists. Nothing is overwritten. Choose another name or remove it."
        ) from None
    except OSError as error:
        raise OutputError(
            f"{target}: the file cannot be written: {error.strerror}. Its folder must exist and be "
            "writable. Choose another place."
        ) from error


def _asked(request: CheckRequest) -> tuple[CensusSource, float]:
    """The source as far as the user and the scenario say, and the share that may be rejected."""
    start = dt.date(Simulation().start_year - 1, 12, 31)
    source, max_rejected = CensusSource(request.file, start), Census().max_rejected
    if request.scenario is not None:
        scenario = _scenario(request.scenario, request.scenarios_dir)
        named = census_source(scenario, request.scenarios_dir.absolute().parent)
        source = replace(named, path=request.file, folder=Path())
        max_rejected = scenario.parameters.census.max_rejected
    return replace(
        source,
        as_of=request.as_of or source.as_of,
        sheet=request.sheet or source.sheet,
        columns={**source.columns, **_columns(request.columns)},
    ), max_rejected


def _scenario(name: str, directory: Path) -> ResolvedScenario:
    resolution = resolve_scenarios(directory)
    if name not in resolution.headers:
        known = resolution.headers
        raise RequestError(
            f"there is no scenario {quoted(name)}.{suggestion(name, known)} "
            f"Scenarios here: {listed(known)}."
        )
    if name in resolution.invalid:
        raise ScenarioError(resolution.invalid[name])
    return resolution.scenarios[name]


def _columns(pairs: Sequence[str]) -> dict[str, str]:
    """Our names and theirs, from texts such as ``annual_pay=Salary``."""
    columns = {}
    for pair in pairs:
        name, is_pair, theirs = (part.strip() for part in pair.partition("="))
        if not is_pair or not theirs or name not in CENSUS_COLUMNS:
            near = suggestion(name, CENSUS_COLUMNS)
            raise RequestError(
                f"--columns {quoted(pair)} does not say which column is which.{near} Allowed is "
                f"our name=their name, and ours are {listed(CENSUS_COLUMNS)}. Correct it."
            )
        columns[name] = theirs
    return columns


def _unused(header: Header, source: CensusSource) -> list[str]:
    """What no column of ours is read from; one that is named like ours is read, proposed or not."""
    taken = columns_taken(header.titles, source).values()
    return [
        title for place, title in enumerate(header.titles) if bare(title) and place not in taken
    ]


def _outcomes(judgement: Judgement, rows: Sequence[LeftOut]) -> dict[str, int]:
    """The rows by what became of them: employees, then the others, most rows first."""
    others = Counter(row.outcome for row in rows)
    ordered = sorted(others, key=lambda outcome: (-others[outcome], outcome))
    return {"employee": judgement.employees} | {name: others[name] for name in ordered}


def _hints(checked: Checked) -> Iterator[str]:
    """What looks as if the census were of another day, or of several."""
    periods = [title for title in checked.unused if plain_title(title) in _PERIODS]
    if periods:
        yield (
            f"the file has a column {quoted(periods[0])}. If it has people of several periods, "
            "keep one: each row counts as a person of its own."
        )
    ids = [each for each in checked.issues if each.field == "employee_id" and each.value]
    if sum(each.problem == "repeated" for each in ids) > checked.outcomes["employee"] / 5:
        yield (
            "more than a fifth of the people have the id of another row. If the file has several "
            "years, keep one; if people have several jobs, add them up."
        )
    hired = next((each.highest for each in checked.fields if each.name == "hire_date"), None)
    later = checked.outcomes.get("hired later", 0)
    if hired is not None and hired < checked.as_of - _YEAR:
        yield (
            f"the last hire is of {hired}, long before {checked.as_of}. If the file is of that "
            "time, say of which day with --as-of."
        )
    elif later > checked.outcomes["employee"] / 20:
        yield (
            f"{later:,} people were hired after {checked.as_of}. If the file is of a later day, "
            "say of which with --as-of."
        )


def _workspace_path(source: CensusSource, target: Path, scenarios_dir: Path) -> str:
    """The file's path for a scenario: relative to the workspace if it is in there."""
    folder = target.absolute().parent
    scenarios = folder.parent if folder.name == "templates" else scenarios_dir.absolute()
    file = source.file.absolute()
    try:
        return file.relative_to(scenarios.parent).as_posix()
    except ValueError:
        return str(file)
