"""The census tables: who is employed, as the user's file says it, every field as text.

What the text means is decided in SQL, by the staging models.
"""

from __future__ import annotations

import hashlib
import json
import re
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from runner.errors import CensusError
from runner.parameters.catalogue import CENSUS_COLUMNS
from runner.warehouse.census_file import (
    BLANKS,
    CensusSource,
    UnreadRow,
    columns_taken,
    copy_clean,
    no_rows,
)

if TYPE_CHECKING:
    import duckdb

__all__ = ["CensusSource", "census_id", "read_census"]

_TABLES = {
    "censuses": "census_id varchar, source varchar, as_of date, sample_size integer, seed bigint",
    "census_rows": "census_id varchar, row_number bigint, "
    + ", ".join(f"{name} varchar" for name in CENSUS_COLUMNS),
    "census_unread_rows": "census_id varchar, row_number bigint, line bigint, problem varchar",
}


def census_id(source: CensusSource) -> str:
    """A short hash of all that decides who is in the census: equal ids mean equal people.

    Raises CensusError when the file cannot be opened.
    """
    if source.is_sample:
        content: dict[str, Any] = {"sample_size": source.sample_size, "seed": source.seed}
    else:
        content = {"sha256": _sha256(source), "columns": dict(source.columns)}
    content["as_of"] = source.as_of.isoformat()
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]


def read_census(connection: duckdb.DuckDBPyConnection, source: CensusSource) -> None:
    """Load a census into the tables of schema ``inputs``, replacing what it had there.

    Rows are numbered from 1 in the order of the file. Raises CensusError.
    """
    identity = census_id(source)
    connection.execute("create schema if not exists inputs")
    for table, columns in _TABLES.items():
        connection.execute(f"create table if not exists inputs.{table} ({columns})")
        connection.execute(f"delete from inputs.{table} where census_id = ?", [identity])
    if not source.is_sample:
        _load_file(connection, identity, source)
    # Last: models see a census by this row, so that one half loaded does not exist for them.
    size, seed = (source.sample_size, source.seed) if source.is_sample else (None, None)
    connection.execute(
        "insert into inputs.censuses values (?, ?, ?, ?, ?)",
        [identity, source.path, source.as_of, size, seed],
    )


def _sha256(source: CensusSource) -> str:
    if source.file.is_dir():
        raise CensusError(
            f"{source.path}: the census is a folder. "
            "It must be one CSV or Parquet file. Name a file in it."
        )
    if not source.file.is_file():
        raise CensusError(
            f"{source.path}: there is no such census file. A census is 'sample' or a CSV or "
            "Parquet file, named relative to the folder that holds scenarios/. "
            "Correct census.path."
        )
    try:
        found = source.file.stat()
        return _digest(source.file, found.st_size, found.st_mtime_ns)
    except OSError as error:
        raise CensusError(
            f"{source.path}: the census cannot be opened: {error.strerror}. "
            "It must be a file that you may read. Change its permissions."
        ) from error


@cache
def _digest(path: Path, _size: int, _modified: int) -> str:
    """The SHA-256 of a file, read once for all scenarios as long as it stays as it is."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _load_file(connection: duckdb.DuckDBPyConnection, identity: str, source: CensusSource) -> None:
    with source.file.open("rb") as file:
        start = file.read(4)
    if start == b"":
        raise CensusError(
            f"{source.path}: the file is empty. "
            "Its first line names the columns, one person a line follows. Export it again."
        )
    if start == b"PK\x03\x04":
        raise CensusError(
            f"{source.path}: the file is an Excel workbook or an archive. "
            "A census is a CSV (plain or .gz) or a Parquet file. Save it as CSV."
        )
    if start == b"PAR1" or source.file.suffix.lower() == ".parquet":
        _load_parquet(connection, identity, source)
    else:
        _load_text(connection, identity, source)


def _load_parquet(
    connection: duckdb.DuckDBPyConnection, identity: str, source: CensusSource
) -> None:
    import duckdb

    path = _without_wildcards(source.file)
    relation = "read_parquet($path, file_row_number = true, hive_partitioning = false)"
    try:
        found = connection.execute(f"select * from {relation} limit 0", {"path": path}).description
        header = [column[0] for column in found or []]
        taken = columns_taken(header, source)
        columns = {name: _quoted(header[position]) for name, position in taken.items()}
        columns = {"row_number": "file_row_number + 1", **columns}
        count = _insert(connection, identity, columns, relation, path)
    except duckdb.Error as error:
        raise CensusError(
            f"{source.path}: the file is not a Parquet file that can be read. "
            "A census is a CSV (plain or .gz) or a Parquet file. Export it again. "
            f"({str(error).splitlines()[0]})"
        ) from error
    if not count:
        raise no_rows(source, "no rows")


def _load_text(connection: duckdb.DuckDBPyConnection, identity: str, source: CensusSource) -> None:
    with tempfile.TemporaryDirectory(prefix="census_") as folder:
        copy = Path(folder) / "rows.csv"
        names, unread = copy_clean(source, copy)
        columns = {"row_number": "cast(row_number as bigint)", **{name: name for name in names}}
        types = ", ".join(f"'{name}': 'varchar'" for name in columns)
        relation = (
            f"read_csv($path, columns = {{{types}}}, auto_detect = false, header = false,"
            " delim = ',', quote = '\"', escape = '\"', new_line = '\\r\\n',"
            " hive_partitioning = false)"
        )
        count = _insert(connection, identity, columns, relation, _without_wildcards(copy))
    if len(unread) > count:
        first = unread[0]
        raise no_rows(
            source,
            f"{len(unread)} rows of {count + len(unread)} that cannot be read; "
            f"the first, in line {first.line}, has {first.problem}",
        )
    if not count:
        raise no_rows(source)
    _insert_unread(connection, identity, unread)


def _insert(
    connection: duckdb.DuckDBPyConnection,
    identity: str,
    columns: dict[str, str],
    relation: str,
    path: str,
) -> int:
    """Insert the rows of a relation, blank fields as null; returns how many there are.

    ``columns`` maps our name to an expression over the relation, whose path is ``$path``.
    """
    row_number, *values = columns.values()
    texts = [f"cast({value} as varchar)" for value in values]
    fields = [f"case when trim({text}, $blanks) <> '' then {text} end" for text in texts]
    connection.execute(
        f"insert into inputs.census_rows (census_id, {', '.join(columns)}) "
        f"select $identity, {row_number}, {', '.join(fields)} from {relation}",
        {"identity": identity, "blanks": BLANKS, "path": path},
    )
    counted = "select count(*) from inputs.census_rows where census_id = ?"
    return connection.execute(counted, [identity]).fetchall()[0][0]


def _insert_unread(
    connection: duckdb.DuckDBPyConnection, identity: str, unread: Sequence[UnreadRow]
) -> None:
    if unread:
        connection.execute(
            "insert into inputs.census_unread_rows select ?, unnest(?), unnest(?), unnest(?)",
            [identity, *map(list, zip(*unread, strict=True))],
        )


def _quoted(name: str) -> str:
    """An identifier for SQL text: quotes in it are doubled."""
    return '"' + name.replace('"', '""') + '"'


def _without_wildcards(path: Path) -> str:
    """The path for DuckDB, which would take brackets, stars and question marks for patterns."""
    return re.sub(r"([\[*?])", r"[\1]", str(path.absolute()))


def without_employees(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """The censuses from which nobody was taken, with the most frequent reason."""
    rows = connection.execute(
        """
        select censuses.census_id, coalesce(max_by(issues.problem, issues.number), 'it is empty')
        from inputs.censuses
        left join (
            select census_id, problem, count(*) as number
            from main.fct_census_issues
            group by all
        ) as issues on censuses.census_id = issues.census_id
        where censuses.census_id not in (select census_id from staging.stg_employees)
        group by all
        """
    ).fetchall()
    return dict(rows)
