"""Rows of marts as CSV and Parquet files, for other programs: texts stay as they are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

OPTIONS = {"csv": "format csv, header true", "parquet": "format parquet, compression zstd"}


def write_rows(connection: duckdb.DuckDBPyConnection, query: str, target: Path) -> None:
    """Write the rows of a query in the format of the file's suffix, in one step."""
    unfinished = target.with_name(f".{target.name}.unfinished")
    path = str(unfinished).replace("'", "''")
    connection.execute(f"copy ({query}) to '{path}' ({OPTIONS[target.suffix.lstrip('.')]})")
    unfinished.replace(target)
