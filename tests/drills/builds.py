"""A tiny company, builds of it in processes of their own, and what was published by them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from tests.drills.child import Faults

ROOT = Path(__file__).parents[2]
TINY = "simulation: {years: 2}, census: {sample_size: 60}"
SCENARIOS = {
    "baseline": f"label: Today\nkind: base\nparameters: {{{TINY}}}\n",
    "richer": (
        f"label: Richer\nparameters: {{{TINY}, "
        "plan: {match: {tiers: [{up_to: 0.06, rate: 1.0}]}}}\n"
    ),
}
FIRST, SECOND = ("--seed", "1"), ("--seed", "2")
"""What is published before a drill, and what the drilled build would publish."""

OUTPUT = "batch_outputs"
NOT_RESULTS = {"built_at"}
"""Columns that say when and not what."""

Digest = dict[str, tuple[int, int]]
"""Number of rows and a sum over their hashes, by the name of the table."""


@dataclass(frozen=True)
class Ended:
    """How a process ended, and after how many seconds."""

    exit_code: int
    stdout: str
    stderr: str
    seconds: float

    @property
    def errors(self) -> list[str]:
        return [line for line in self.stderr.splitlines() if line.startswith("runner: error:")]


class Build:
    """A running `runner build`."""

    def __init__(
        self, workspace: Path, *options: str, faults: Faults | None = None, output: str = OUTPUT
    ) -> None:
        module = ["tests.drills.child", faults.as_text()] if faults else ["runner"]
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-m", *module, "build", "--output", output, *options],
            cwd=workspace,
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def ended(self, timeout: float = 300) -> Ended:
        """Wait for its end."""
        stdout, stderr = self.process.communicate(timeout=timeout)
        seconds = time.monotonic() - self.began
        return Ended(self.process.returncode, stdout, stderr, seconds)

    def signalled(self, number: int, at: float) -> Ended | None:
        """How it ended when sent a signal ``at`` seconds after its start; None: it was done."""
        try:
            self.process.wait(max(0.0, self.began + at - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.began = time.monotonic()
            self.process.send_signal(number)
            return self.ended()
        self.ended()
        return None


def environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(ROOT)}


def workspace(folder: Path) -> Path:
    """Write the tiny company's scenarios."""
    (folder / "scenarios").mkdir(parents=True)
    for name, text in SCENARIOS.items():
        (folder / "scenarios" / f"{name}.yml").write_text(text)
    return folder


def copied(original: Path, folder: Path) -> Path:
    """The same workspace elsewhere, with everything that was published."""
    return Path(shutil.copytree(original, folder, symlinks=True))


def warehouse(folder: Path) -> Path:
    return folder / OUTPUT / "warehouse.duckdb"


def digest(path: Path) -> Digest:
    """What a warehouse says, table by table; raises duckdb.Error if it cannot be read."""
    with duckdb.connect(str(path), read_only=True) as connection:
        return digest_of(connection)


def digest_of(connection: duckdb.DuckDBPyConnection) -> Digest:
    found = {}
    for table in _tables(connection, "current_database()"):
        columns = _columns(connection, table)
        sql = f"select count(*), coalesce(sum(hash({columns})), 0) from main.{table}"
        [found[table]] = connection.execute(sql).fetchall()
    return found


def brief(found: Digest) -> str:
    """The same as a line of text."""
    return repr(sorted(found.items()))


def differences(one: Path, two: Path) -> list[str]:
    """The tables in which two warehouses differ, with the number of rows that differ."""
    with duckdb.connect() as connection:
        for name, path in (("one", one), ("two", two)):
            connection.execute(f"attach '{path}' as {name} (read_only)")
        names = _tables(connection, "'one'")
        if names != _tables(connection, "'two'"):
            return [f"other tables than {names}"]
        connection.execute("use one")
        found = []
        for table in names:
            columns = _columns(connection, table)
            for here, there in (("one", "two"), ("two", "one")):
                sql = (
                    f"select count(*) from (select {columns} from {here}.main.{table} "
                    f"except all select {columns} from {there}.main.{table})"
                )
                [(rows,)] = connection.execute(sql).fetchall()
                if rows:
                    found.append(f"{table}: {rows} rows of {here} are not in {there}")
        return found


def _tables(connection: duckdb.DuckDBPyConnection, database: str) -> list[str]:
    sql = (
        "select table_name from duckdb_tables() "
        f"where database_name = {database} and schema_name = 'main' order by all"
    )
    return [name for (name,) in connection.execute(sql).fetchall()]


def _columns(connection: duckdb.DuckDBPyConnection, table: str) -> str:
    names: Sequence[tuple] = connection.execute(f"describe main.{table}").fetchall()
    return ", ".join(f'"{name}"' for name, *_ in names if name not in NOT_RESULTS)


def process_named(text: str) -> int:
    """The process id in a message."""
    [found] = re.findall(r"process (\d+)", text)
    return int(found)
