"""report.html: what the marts say about all scenarios, for people who look rather than query."""

from __future__ import annotations

from pathlib import Path

from runner.errors import OutputError
from runner.outputs.facts import BatchFacts
from runner.outputs.report.page import render
from runner.outputs.report.results import read
from runner.outputs.report.sections import sections

NAME = "report.html"


def write_report(database: Path, target: Path, facts: BatchFacts) -> None:
    """Write the report on all scenarios in a published database: one file that needs no other.

    Raises OutputError when the file cannot be written.
    """
    content = sections(read(database), facts)
    page = render(content.figures, page=content)
    unfinished = target.with_suffix(".unfinished")
    try:
        unfinished.write_text(page, encoding="utf-8", newline="\n")
        unfinished.replace(target)
    except OSError as error:
        raise OutputError(
            f"{target}: the report cannot be written: {error.strerror or error}. "
            "Its folder must be one in which you may create files, with 10 MB left. "
            "Free some or name another folder."
        ) from error
