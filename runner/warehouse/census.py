"""The census tables: who is employed, as the user's file says it, every field as text.

What the text means is decided in SQL, by the staging models.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from runner.errors import CensusError
from runner.parameters.catalogue import CENSUS_COLUMNS
from runner.warehouse.census_parquet import (
    READ_PARQUET,
    parquet_texts,
    parquet_top,
    unreadable_parquet,
    without_wildcards,
)
from runner.warehouse.census_records import (
    NAMES_AGAIN,
    Copied,
    Header,
    Record,
    UnreadRow,
    copy_records,
    find_header,
)
from runner.warehouse.census_source import (
    BLANKS,
    KINDS,
    CensusSource,
    Remark,
    columns_taken,
    no_rows,
)
from runner.warehouse.census_text import with_text_records
from runner.warehouse.census_workbook import forget_workbook, with_workbook_records

if TYPE_CHECKING:
    import duckdb

__all__ = ["CensusSource", "census_id", "forget_census", "read_census", "read_top"]

_TABLES = {
    "censuses": "census_id varchar, source varchar, as_of date, sample_size integer, seed bigint",
    "census_rows": "census_id varchar, row_number bigint, line bigint, "
    + ", ".join(f"{name} varchar" for name in (*CENSUS_COLUMNS, "remark")),
    "census_unread_rows": "census_id varchar, row_number bigint, line bigint, problem varchar",
    "census_remarks": "census_id varchar, line bigint, value varchar, problem varchar, "
    "action varchar",
}

_WORKBOOK = b"PK\x03\x04"
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
_PARQUET = b"PAR1"


def census_id(source: CensusSource) -> str:
    """A short hash of all that decides who is in the census: equal ids mean equal people.

    Raises CensusError when the file cannot be opened.
    """
    if source.is_sample:
        content: dict[str, Any] = {"sample_size": source.sample_size, "seed": source.seed}
    else:
        content = {"sha256": _sha256(source), "columns": dict(source.columns)}
        if source.sheet is not None:
            content["sheet"] = source.sheet
    content["as_of"] = source.as_of.isoformat()
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]


def read_census(connection: duckdb.DuckDBPyConnection, source: CensusSource) -> None:
    """Load a census into the tables of schema ``inputs``, replacing what it had there.

    Rows are numbered from 1 in the order of the file. Raises CensusError.
    """
    identity = census_id(source)
    create_tables(connection)
    forget_census(connection, identity)
    size, seed = (source.sample_size, source.seed) if source.is_sample else (None, None)
    connection.begin()
    try:
        if not source.is_sample:
            _load_file(connection, identity, source)
        connection.execute(
            "insert into inputs.censuses values (?, ?, ?, ?, ?)",
            [identity, source.path, source.as_of, size, seed],
        )
    except BaseException:
        connection.rollback()
        raise
    connection.commit()


def create_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the tables of schema ``inputs`` for censuses, where they are not there yet."""
    connection.execute("create schema if not exists inputs")
    for table, columns in _TABLES.items():
        connection.execute(f"create table if not exists inputs.{table} ({columns})")


def forget_census(connection: duckdb.DuckDBPyConnection, identity: str) -> None:
    """Remove a census from the tables of schema ``inputs``."""
    for table in _TABLES:
        connection.execute(f"delete from inputs.{table} where census_id = ?", [identity])


def _sha256(source: CensusSource) -> str:
    if source.file.is_dir():
        raise CensusError(
            f"{source.path}: the census is a folder. "
            "It must be one CSV, Parquet or Excel file. Name a file in it."
        )
    if not source.file.is_file():
        raise CensusError(
            f"{source.path}: there is no such census file. A census is 'sample' or a CSV, "
            "Parquet or Excel file, named relative to the folder that holds scenarios/. "
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


def read_top(source: CensusSource, rows: int) -> tuple[Header, list[list[str]]]:
    """The names of a file's columns and its first rows, every field as text.

    Raises CensusError.
    """

    def first(records: Iterator[Record]) -> tuple[Header, list[list[str]]]:
        header, below = find_header(records, source)
        full = (record for _, record in below if record)
        return header, list(islice(full, rows))

    start = _start(source)
    if _is_parquet(source, start):
        return parquet_top(source, rows)
    with_records = with_workbook_records if start == _WORKBOOK else with_text_records
    return with_records(source, first)[0]


def _load_file(connection: duckdb.DuckDBPyConnection, identity: str, source: CensusSource) -> None:
    start = _start(source)
    if source.sheet is not None and start != _WORKBOOK:
        raise CensusError(
            f"{source.path}: census.sheet is {source.sheet!r}, but the file is not an Excel "
            "workbook. Only workbooks have sheets. Remove census.sheet."
        )
    if _is_parquet(source, start):
        _load_parquet(connection, identity, source)
    else:
        _load_records(connection, identity, source, is_workbook=start == _WORKBOOK)


def _start(source: CensusSource) -> bytes:
    """The first bytes of a file, by which its kind is known. Raises CensusError."""
    _sha256(source)
    with source.file.open("rb") as file:
        start = file.read(4)
    if start == b"":
        raise CensusError(
            f"{source.path}: the file is empty. "
            "Its first line names the columns, one person a line follows. Export it again."
        )
    if start == _OLD_WORKBOOK:
        raise CensusError(
            f"{source.path}: the file is an Excel workbook of the old form (.xls) or one with a "
            f"password. {KINDS} Save it as .xlsx, without a password, or as CSV."
        )
    return start


def _is_parquet(source: CensusSource, start: bytes) -> bool:
    return start == _PARQUET or source.file.suffix.lower() == ".parquet"


def _load_parquet(
    connection: duckdb.DuckDBPyConnection, identity: str, source: CensusSource
) -> None:
    import duckdb

    path = without_wildcards(source.file)
    try:
        texts = parquet_texts(connection, path)
        taken = columns_taken(list(texts), source)
        expressions = list(texts.values())
        columns = {name: expressions[position] for name, position in taken.items()}
        columns = {"row_number": "file_row_number + 1", **columns}
        count = _insert(connection, identity, columns, READ_PARQUET, path)
    except duckdb.Error as error:
        raise unreadable_parquet(source, error) from error
    if not count:
        raise no_rows(source, "no rows")


def _load_records(
    connection: duckdb.DuckDBPyConnection,
    identity: str,
    source: CensusSource,
    *,
    is_workbook: bool,
) -> None:
    with tempfile.TemporaryDirectory(prefix="census_") as folder:
        copy = Path(folder) / "rows.csv"

        def write(records: Iterator[Record]) -> Copied:
            with copy.open("w", encoding="utf-8", newline="") as out:
                return copy_records(records, source, out, may_be_long=is_workbook)

        with_records = with_workbook_records if is_workbook else with_text_records
        copied, remarks = with_records(source, write)
        forget_workbook()
        count = _insert_copy(connection, identity, copied.names, copy)
    _check_rows(source, count, copied.unread)
    _insert_all(connection, "census_unread_rows", identity, copied.unread)
    _insert_all(connection, "census_remarks", identity, [*remarks, *copied.remarks])


def _check_rows(source: CensusSource, count: int, unread: Sequence[UnreadRow]) -> None:
    """Raise CensusError if nothing was read, or more rows were not than were."""
    long = [row for row in unread if row.problem != NAMES_AGAIN]
    if len(long) > count:
        first = long[0]
        raise no_rows(
            source,
            f"{len(long)} rows of {count + len(long)} that cannot be read; "
            f"the first, in line {first.line}, has {first.problem}",
        )
    if not count:
        raise no_rows(source)


def _insert_copy(
    connection: duckdb.DuckDBPyConnection, identity: str, names: Sequence[str], copy: Path
) -> int:
    numbers = ("row_number", "line")
    columns = {name: f"cast({name} as bigint)" for name in numbers} | {name: name for name in names}
    types = ", ".join(f"'{name}': 'varchar'" for name in columns)
    relation = (
        f"read_csv($path, columns = {{{types}}}, auto_detect = false, header = false,"
        " delim = ',', quote = '\"', escape = '\"', new_line = '\\r\\n',"
        " hive_partitioning = false)"
    )
    return _insert(connection, identity, columns, relation, without_wildcards(copy))


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
    numbers = [columns[name] for name in columns if name in ("row_number", "line")]
    texts = [columns[name] for name in columns if name not in ("row_number", "line")]
    fields = [f"case when trim({text}, $blanks) <> '' then {text} end" for text in texts]
    connection.execute(
        f"insert into inputs.census_rows (census_id, {', '.join(columns)}) "
        f"select $identity, {', '.join([*numbers, *fields])} from {relation}",
        {"identity": identity, "blanks": BLANKS, "path": path},
    )
    counted = "select count(*) from inputs.census_rows where census_id = ?"
    return connection.execute(counted, [identity]).fetchall()[0][0]


def _insert_all(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    identity: str,
    rows: Sequence[UnreadRow] | Sequence[Remark],
) -> None:
    if rows:
        columns = [list(column) for column in zip(*rows, strict=True)]
        values = ", ".join("unnest(?)" for _ in columns)
        connection.execute(f"insert into inputs.{table} select ?, {values}", [identity, *columns])
