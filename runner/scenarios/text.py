"""A file's bytes as text, or why they are none."""

from __future__ import annotations

import codecs
from pathlib import Path

LARGEST_FILE = 1_000_000
"""Bytes."""


class UnreadableError(Exception):
    """The rest of the file cannot be read."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


def text_of(path: Path) -> str:
    """The text of a file of at most 1 MB; raises UnreadableError if it is none."""
    if not path.is_file():
        raise UnreadableError(0, _no_file(path))
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UnreadableError(
            0, f"the file cannot be opened: {reason}. It must be readable. Check its rights."
        ) from None
    if len(data) > LARGEST_FILE:
        raise UnreadableError(
            0,
            "the file is larger than 1 MB. A scenario has at most 1,000,000 bytes. "
            "Data belongs in a census file: name that in census.path.",
        )
    return _decoded(data)


def question(path: Path) -> str:
    """The question that a scenario answers: its first line, if that is a comment; else empty."""
    try:
        first = text_of(path).partition("\n")[0].strip()
    except UnreadableError:
        return ""
    is_for_editors = "yaml-language-server" in first
    return first.lstrip("# ") if first.startswith("#") and not is_for_editors else ""


def _no_file(path: Path) -> str:
    if path.exists():
        return "this is not a file. A scenario is a text file. Remove or rename it."
    if path.is_symlink():
        return (
            "this is a link that leads to no file. A scenario is a text file. Remove the link or "
            "correct where it leads."
        )
    return "there is no such file. A scenario is a text file. Write it."


def _decoded(data: bytes) -> str:
    advice = "Scenario files are plain text in UTF-8. Save the file as UTF-8."
    if _is_wide(data):
        raise UnreadableError(0, f"the file is text in UTF-16 or UTF-32. {advice}")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UnreadableError(line, f"this line is not UTF-8. {advice}") from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise UnreadableError(line, f"this line contains a NUL byte. {advice}")
    return text


def _is_wide(data: bytes) -> bool:
    """Whether characters seem to have two or four bytes: it says so, or half of it is zero."""
    start = data[:1_000]
    return start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or (
        2 * start.count(0) >= len(start) - 1 > 0
    )
