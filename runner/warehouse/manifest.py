"""What a batch published: the size and SHA-256 of every file, and the rows of every table.

`manifest.json` in a batch's folder lists the files of the folder, and the warehouse as this batch
published it. It becomes visible together with them.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

MANIFEST = "manifest.json"
WAREHOUSE = "warehouse.duckdb"
BATCHES = "*_batch_run*"

_OF_OTHERS = ("~$*", ".~lock.*", ".DS_Store", "Thumbs.db", "desktop.ini")
"""Files that spreadsheets and file managers leave while one looks at a folder."""


@dataclass(frozen=True)
class FileRecord:
    """A file's content."""

    bytes: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a batch published.

    ``number`` counts the batches of an output folder: the latest has the highest, whatever a
    clock says. ``tables`` has the number of rows by the name of the warehouse's table.
    """

    batch: str
    number: int
    warehouse: FileRecord
    tables: dict[str, int]
    files: dict[str, FileRecord]


def write_manifest(database: Path, batch: Path, output: Path) -> None:
    """Write the manifest of a staged batch, of its files and of a sealed database."""
    paths = list(_files(batch))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        warehouse, *records = pool.map(file_record, [database, *paths])
    manifest = Manifest(
        batch=batch.name,
        number=1 + max((each.number for each in manifests(output).values() if each), default=0),
        warehouse=warehouse,
        tables=row_counts(database),
        files=dict(zip(_names(batch, paths), records, strict=True)),
    )
    (batch / MANIFEST).write_text(_as_text(manifest), encoding="utf-8")


def manifests(output: Path) -> dict[str, Manifest | None]:
    """The manifests of an output folder by the names of its batches; None where it is damaged."""
    folders = sorted(path for path in output.glob(BATCHES) if path.is_dir())
    return {folder.name: _read_manifest(folder / MANIFEST) for folder in folders}


def latest(found: dict[str, Manifest | None]) -> Manifest | None:
    """The manifest of the batch that was published last."""
    return max((each for each in found.values() if each), key=lambda m: m.number, default=None)


def file_record(path: Path) -> FileRecord:
    """The size and SHA-256 of a file."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return FileRecord(file.tell(), digest)


def files_of(batch: Path) -> dict[str, Path]:
    """The files of a batch's folder by their names in its manifest."""
    paths = list(_files(batch))
    return dict(zip(_names(batch, paths), paths, strict=True))


def row_counts(database: Path) -> dict[str, int]:
    """The number of rows of each table that analysts query. Raises duckdb.Error."""
    import duckdb

    with duckdb.connect(str(database), read_only=True) as connection:
        tables = connection.execute(
            "select table_name from duckdb_tables() where schema_name = 'main' order by all"
        ).fetchall()
        # The names are those of models: no user names a table.
        counted = " union all ".join(
            f"select '{name}', count(*) from main.\"{name}\"" for (name,) in tables
        )
        return dict(connection.execute(counted).fetchall()) if tables else {}


def _files(batch: Path) -> Iterator[Path]:
    for path in sorted(batch.rglob("*")):
        is_ours = not any(fnmatch(path.name, pattern) for pattern in _OF_OTHERS)
        if path.is_file() and is_ours and path != batch / MANIFEST:
            yield path


def _names(batch: Path, paths: list[Path]) -> list[str]:
    return [path.relative_to(batch).as_posix() for path in paths]


def _as_text(manifest: Manifest) -> str:
    """The manifest as a file, whose last entry is a hash of the others."""
    content = asdict(manifest)
    content["sha256"] = hashlib.sha256(json.dumps(content).encode()).hexdigest()
    return json.dumps(content, indent=1) + "\n"


def _read_manifest(path: Path) -> Manifest | None:
    """The manifest, or None if there is none or not a byte of it may be believed."""
    try:
        text = path.read_text("utf-8")
        manifest = _from_json(json.loads(text))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return manifest if _as_text(manifest) == text else None


def _from_json(content: dict[str, Any]) -> Manifest:
    return Manifest(
        batch=content["batch"],
        number=content["number"],
        warehouse=FileRecord(**content["warehouse"]),
        tables=content["tables"],
        files={name: FileRecord(**each) for name, each in content["files"].items()},
    )
