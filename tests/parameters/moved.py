"""What each parameter moves: its variants built in one batch and compared with their contexts.

`python -m tests.parameters.moved` writes what is found to the file that the package carries.
"""

from __future__ import annotations

import csv
import json
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import openpyxl

from runner.build.run import BuildRequest, build
from runner.errors import ExitCode
from runner.parameters.catalogue import CENSUS_COLUMNS
from runner.parameters.moves import FILE
from runner.scenarios.files import dump
from tests.parameters.variants import START, Tree, Variant, settings, variants

METRICS = "fct_plan_years"
KEYS = ("replicate", "plan_year", "period", "metric", "test", "employee_id", "event_id")
"""What tells the rows of one scenario apart, in whichever marts have it."""

BY_NAME = {
    *("scenario_id", "label", "description", "kind", "tags", "baseline_id", "file", "status"),
    *("fingerprint", "workforce_id", "census_id", "built_at"),
    # These repeat what the scenario says, whether or not anything comes of it.
    *("seed", "replicates", "start_year", "end_year"),
}
"""Columns of `dim_scenarios` that differ without any result being another."""

Digests = dict[str, dict[str, str]]
"""By scenario and `mart.column`: a digest of the column's values and their keys."""


@dataclass(frozen=True)
class Found:
    """What a variant moved, as `mart.column`; ``early``: in the year before the one it names."""

    variant: Variant
    moved: tuple[str, ...]
    early: tuple[str, ...] = ()


@dataclass(frozen=True)
class Batch:
    """All variants with what they moved, and all columns in the order in which marts have them."""

    results: list[Found]
    columns: list[str]


def measured() -> Batch:
    """Build all variants in one batch and compare each with its context."""
    data = settings()
    tried = [(f"variant_{number}", each) for number, each in enumerate(variants(data))]
    scenarios = {name: variant.parameters for name, variant in tried}
    contexts: dict[str, str] = {}
    for _, variant in tried:
        name = contexts.setdefault(dump(variant.context), f"context_{len(contexts)}")
        scenarios[name] = variant.context
    with tempfile.TemporaryDirectory() as folder:
        warehouse = _build(Path(folder), scenarios, data)
        with duckdb.connect(str(warehouse), read_only=True) as connection:
            digests = _digests(connection)
            first_year = _digests(connection, f"plan_year = {START}")
    results = []
    for name, variant in tried:
        context = contexts[dump(variant.context)]
        early = _differences(first_year[context], first_year[name]) if variant.later else ()
        results.append(Found(variant, _differences(digests[context], digests[name]), early))
    return Batch(results, list(digests[context]))


def without_effect(results: Iterable[Found]) -> list[str]:
    """The names of parameters and choices of which no variant moved anything."""
    moved: dict[str, bool] = {}
    for each in results:
        name = each.variant.name
        moved[name] = moved.get(name, False) or bool(each.moved)
    return [name for name, is_alive in moved.items() if not is_alive]


def summed_up(batch: Batch) -> dict[str, list[str]]:
    """What each path moves: metrics, or other columns if it moves no metric."""
    moved: dict[str, set[str]] = {}
    for each in batch.results:
        for path in (each.variant.leaf, each.variant.path):
            moved.setdefault(path, set()).update(each.moved)
    return {
        path: _metrics([name for name in batch.columns if name in columns])
        for path, columns in moved.items()
    }


def _metrics(columns: list[str]) -> list[str]:
    prefix = f"{METRICS}."
    return [name.removeprefix(prefix) for name in columns if name.startswith(prefix)] or columns


def text(moved: dict[str, list[str]]) -> str:
    """The file's content: a line for each path, so that changes can be read."""
    lines = (f"  {json.dumps(path)}: {json.dumps(columns)}" for path, columns in moved.items())
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _build(folder: Path, scenarios: dict[str, Tree], data: Tree) -> Path:
    """Simulate scenarios of these parameters, none compared with another."""
    (folder / "scenarios").mkdir()
    for name, parameters in scenarios.items():
        content = dump({"label": name, "parameters": parameters})
        (folder / "scenarios" / f"{name}.yml").write_text(content, "utf-8")
    _write_census(folder / "people.csv", data)
    output = folder / "outputs"
    request = BuildRequest(
        scenarios_dir=folder / "scenarios", output=output, detail_exports=False, quiet=True
    )
    assert build(request) == ExitCode.DONE
    return output / "warehouse.duckdb"


def _write_census(path: Path, data: Tree) -> None:
    """People with every column of a census, each also with its values in another order.

    Beside the file stands a workbook of the same people whose second sheet has the other columns.
    """
    columns = {"employee_id": [f"E{number:04}" for number in range(data["people"])]}
    columns |= data["columns"]
    missing = [name for name in CENSUS_COLUMNS if name not in columns]
    assert not missing, f"add values of {', '.join(missing)} to 'columns' in variants.yml"
    book = openpyxl.Workbook(write_only=True)
    sheets = [book.create_sheet(title) for title in ("people", "other")]
    for sheet in sheets:
        sheet.append(list(columns))
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow([f"{prefix}{name}" for prefix in ("", "other_") for name in columns])
        for row in range(data["people"]):
            here = [values[row % len(values)] for values in columns.values()]
            there = [values[-1 - row % len(values)] for values in columns.values()]
            writer.writerow([*here, *there])
            for sheet, cells in zip(sheets, (here, there), strict=True):
                sheet.append(cells)
    book.save(path.with_suffix(".xlsx"))


def _digests(connection: duckdb.DuckDBPyConnection, condition: str = "true") -> Digests:
    """Digests of all columns of all marts; with a condition, of those that have years."""
    digests: Digests = {}
    for mart, columns in _marts(connection):
        if condition != "true" and "plan_year" not in columns:
            continue
        keys = [name for name in KEYS if name in columns]
        measures = [name for name in columns if name not in (*keys, *BY_NAME)]
        hashes = ", ".join(f"sum(hash({', '.join([*keys, name])}))" for name in measures)
        # The problems of a census are those of every scenario that is about it.
        join = "" if "scenario_id" in columns else "inner join dim_scenarios using (census_id)"
        rows = connection.execute(
            f"select scenario_id, {hashes} from {mart} {join} where {condition} group by 1"
        ).fetchall()
        for name, *values in rows:
            of_mart = zip(measures, map(str, values), strict=True)
            digests.setdefault(name, {}).update({f"{mart}.{key}": each for key, each in of_mart})
    return digests


def _marts(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, list[str]]]:
    rows = connection.execute(
        "select table_name, list(column_name order by column_index) from duckdb_columns() "
        "where schema_name = 'main' and (table_name like 'fct_%' or table_name = 'dim_scenarios') "
        "group by 1 order by 1"
    ).fetchall()
    yield from ((mart, columns) for mart, columns in rows)


def _differences(one: dict[str, str], other: dict[str, str]) -> tuple[str, ...]:
    """The columns whose digests differ, also those of marts in which only one has rows."""
    return tuple(name for name in {**one, **other} if one.get(name) != other.get(name))


if __name__ == "__main__":
    FILE.write_text(text(summed_up(measured())), "utf-8")
