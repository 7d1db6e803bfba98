"""Parquet files as texts, which DuckDB reads by itself."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from runner.errors import CensusError
from runner.warehouse.census_records import Header
from runner.warehouse.census_source import KINDS, CensusSource

if TYPE_CHECKING:
    import duckdb

READ_PARQUET = "read_parquet($path, file_row_number = true, hive_partitioning = false)"


def parquet_texts(connection: duckdb.DuckDBPyConnection, path: str) -> dict[str, str]:
    """The columns of a Parquet file, each with an expression for its text.

    Whole numbers that stand in a column of floating point numbers are written as such.
    """
    found = connection.execute(f"describe select * from {READ_PARQUET}", {"path": path}).fetchall()
    columns = {}
    for name, sql_type, *_ in found:
        text = f"cast({_quoted(name)} as varchar)"
        if sql_type in ("DOUBLE", "FLOAT"):
            text = rf"regexp_replace({text}, '\.0$', '')"
        columns[name] = text
    columns.pop("file_row_number")
    return columns


def unreadable_parquet(source: CensusSource, error: Exception) -> CensusError:
    return CensusError(
        f"{source.path}: the file is not a Parquet file that can be read. "
        f"{KINDS} Export it again. ({str(error).splitlines()[0]})"
    )


def parquet_top(source: CensusSource, rows: int) -> tuple[Header, list[list[str]]]:
    import duckdb

    path = without_wildcards(source.file)
    try:
        with duckdb.connect() as connection:
            columns = parquet_texts(connection, path)
            found = connection.execute(
                f"select {', '.join(columns.values())} from {READ_PARQUET} limit $rows",
                {"path": path, "rows": rows},
            ).fetchall()
    except duckdb.Error as error:
        raise unreadable_parquet(source, error) from error
    return Header(0, list(columns), 0), [[value or "" for value in row] for row in found]


def _quoted(name: str) -> str:
    """An identifier for SQL text: quotes in it are doubled."""
    return '"' + name.replace('"', '""') + '"'


def without_wildcards(path: Path) -> str:
    """The path for DuckDB, which would take brackets, stars and question marks for patterns."""
    return re.sub(r"([\[*?])", r"[\1]", str(path.absolute()))
