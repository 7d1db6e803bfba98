"""Whether what was published is still what it was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from runner.errors import RequestError
from runner.warehouse.manifest import (
    MANIFEST,
    WAREHOUSE,
    FileRecord,
    Manifest,
    file_record,
    files_of,
    latest,
    manifests,
    row_counts,
)
from runner.warehouse.publish import KEPT, kept_database


@dataclass(frozen=True, order=True)
class Damage:
    """A file that is not as it was published: what is wrong with it, and what to do."""

    file: str
    state: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}: {self.message}"

    def record(self) -> dict[str, Any]:
        """The same for other programs; state is missing, changed, extra or unreadable."""
        return asdict(self)


@dataclass(frozen=True)
class Verified:
    """What was looked at: how many files with how many bytes, and what is wrong with them.

    ``batch`` is the batch of the warehouse, if that was looked at and is whole.
    """

    files: int
    bytes: int
    damages: list[Damage]
    batch: str | None


def verify(output: Path, batch: str | None = None) -> Verified:
    """Check the warehouse and all batches of an output folder, or one batch.

    With a batch goes the database that is kept of it, if one is.
    Raises RequestError if there is nothing to check.
    """
    # The warehouse first: a batch that is published meanwhile then has its manifest there.
    path = output / WAREHOUSE
    warehouse = file_record(path) if batch is None and path.is_file() else None
    found = manifests(output)
    names = [_known(batch, found, output)] if batch else list(found)
    if not names and not warehouse:
        raise RequestError(
            f"{output}: nothing was published there. Results are in the folder that --output of "
            "'runner build' names. Name it with --output."
        )
    damages = [damage for name in names for damage in _batch(output / name, found[name])]
    records = [record for name in names if (m := found[name]) for record in m.files.values()]
    kept = {path: file_record(path) for path in _kept(output, batch)}
    records += kept.values()
    for path_kept, record in kept.items():
        manifest = next(
            (m for n, m in found.items() if kept_database(output, n) == path_kept), None
        )
        damages += _database(path_kept, record, manifest)
    origin = None
    if batch is None:
        records += [warehouse] if warehouse else []
        origin = _origin(warehouse, found)
        damages += _warehouse(path, warehouse, origin or latest(found))
    return Verified(
        files=len(records),
        bytes=sum(record.bytes for record in records),
        damages=sorted(damages),
        batch=origin.batch if origin else None,
    )


def _known(batch: str, found: dict[str, Manifest | None], output: Path) -> str:
    name = Path(batch).name
    if name in found:
        return name
    known = ", ".join(found) if found else "none"
    raise RequestError(f"{output}: there is no batch '{name}'. Batches there: {known}.")


def _kept(output: Path, batch: str | None) -> list[Path]:
    """The databases of earlier builds that are kept, or that of one batch."""
    if batch is not None:
        path = kept_database(output, Path(batch).name)
        return [path] if path.is_file() else []
    return sorted(path for path in output.glob(KEPT) if path.is_file())


def _batch(folder: Path, manifest: Manifest | None) -> Iterator[Damage]:
    """What is wrong with a batch's folder."""
    if manifest is None:
        yield _without_manifest(folder / MANIFEST)
        return
    present = files_of(folder)
    for name, record in manifest.files.items():
        if name not in present:
            yield Damage(
                str(folder / name),
                "missing",
                "missing. It was published with this batch. Bring it back from a copy, or build "
                "again.",
            )
        elif damage := _changed(present[name], record):
            yield damage
    for name in present.keys() - manifest.files.keys():
        yield Damage(
            str(folder / name),
            "extra",
            "extra. It was not published with this batch. Move it elsewhere.",
        )


def _without_manifest(path: Path) -> Damage:
    if path.is_file():
        text = "changed. It is not the list of files that was published. "
        return Damage(str(path), "changed", f"{text}Bring it back from a copy, or build again.")
    text = "missing. Without it, the batch's files cannot be checked. "
    return Damage(str(path), "missing", f"{text}Bring it back from a copy, or build again.")


def _changed(path: Path, record: FileRecord) -> Damage | None:
    """What is wrong with the content of a file."""
    try:
        found = file_record(path)
    except OSError as error:
        text = f"it cannot be read: {error.strerror}. Files of a batch must be readable."
        return Damage(str(path), "unreadable", f"{text} Change its permissions.")
    if found == record:
        return None
    return Damage(
        str(path),
        "changed",
        f"changed. {_compared(found, record)} Bring it back from a copy, or build again.",
    )


def _compared(found: FileRecord, record: FileRecord) -> str:
    if found.bytes == record.bytes:
        return f"It has the {record.bytes:,} bytes that were published, but not the same ones."
    return f"It has {found.bytes:,} bytes; {record.bytes:,} were published."


def _origin(warehouse: FileRecord | None, found: dict[str, Manifest | None]) -> Manifest | None:
    """The latest batch that published this very file."""
    return latest({n: m for n, m in found.items() if m and m.warehouse == warehouse})


def _warehouse(
    path: Path, warehouse: FileRecord | None, manifest: Manifest | None
) -> Iterator[Damage]:
    """What is wrong with the published database."""
    if manifest is not None and warehouse is None:
        text = "missing. Bring it back from a copy, or build again."
        yield Damage(str(path), "missing", text)
    else:
        yield from _database(path, warehouse, manifest)


def _database(path: Path, found: FileRecord | None, manifest: Manifest | None) -> Iterator[Damage]:
    """What is wrong with a database, and with what lies beside it."""
    if manifest is None or found is None:
        text = "no batch there says what was published in it. A batch has a manifest.json."
        yield Damage(str(path), "unreadable", f"{text} Build again.")
    else:
        yield from _content(path, found, manifest)
    written = path.with_name(f"{path.name}.wal")
    if written.exists():
        text = "extra. Somebody has written into the warehouse, or writes. It is for reading only."
        yield Damage(str(written), "extra", f"{text} Close it, or build again.")


def _content(path: Path, warehouse: FileRecord, manifest: Manifest) -> Iterator[Damage]:
    import duckdb

    again = "Bring it back from a copy, or build again."
    if warehouse != manifest.warehouse:
        text = f"changed since batch {manifest.batch}. {_compared(warehouse, manifest.warehouse)}"
        yield Damage(str(path), "changed", f"{text} {again}")
    try:
        rows = row_counts(path)
    except duckdb.Error as error:
        [reason, *_] = str(error).splitlines()
        yield Damage(str(path), "unreadable", f"it cannot be read: {reason} {again}")
        return
    for table in sorted(rows.keys() | manifest.tables.keys()):
        if rows.get(table) != manifest.tables.get(table):
            text = f"table {table} has {_rows(rows.get(table))}; published: "
            published = _rows(manifest.tables.get(table))
            yield Damage(str(path), "changed", f"{text}{published}. {again}")


def _rows(number: int | None) -> str:
    return "no such table" if number is None else f"{number:,} rows"
