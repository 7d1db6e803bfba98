"""A new workspace: the files from which somebody starts."""

from __future__ import annotations

from pathlib import Path

from runner import project
from runner.errors import OutputError, RequestError
from runner.scenarios.schema import FILES, as_text

BASELINE, VARIANT = "baseline", "s1_aip_new_hires"
"""The shipped scenarios that a workspace begins with."""

README = f"""\
# Plan scenarios

- `scenarios/templates/base_config.yml`: horizon, census and how the workforce moves. Your own
  people: `census: {{path: data/payroll.csv}}`.
- `scenarios/templates/standard_match.yml`: the plan as it is today.
- `scenarios/{BASELINE}.yml` is what the others are compared with, `scenarios/{VARIANT}.yml` one
  of them: copy it and say what differs.
- `runner parameters` lists what can be said, `runner profiles` how people may behave.

    runner validate && runner build --scenarios all
"""


def make_workspace(directory: Path) -> list[Path]:
    """Write the files into a new or empty folder; returns their paths.

    Raises RequestError if there is something in the folder, OutputError if it cannot be written.
    """
    try:
        _require_empty(directory)
        return [_write(directory / name, text) for name, text in _contents().items()]
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise OutputError(
            f"{error.filename or directory}: cannot be written: {reason}. A workspace needs a "
            "folder with the right to write, and space. Check both or name another folder."
        ) from None


def _require_empty(directory: Path) -> None:
    if directory.exists() and not directory.is_dir():
        raise RequestError(
            f"{directory}: this is not a folder. A workspace is made in a new or empty folder. "
            "Name another one."
        )
    found = next(directory.iterdir(), None) if directory.is_dir() else None
    if found:
        raise RequestError(
            f"{directory}: the folder is not empty: it has {found.name!r}. A workspace is made in "
            "a new or empty folder, and nothing is overwritten. Name another one."
        )


def _contents() -> dict[str, str]:
    """The text of each file by its path in the workspace."""
    shipped = project.shipped_scenarios()
    templates = sorted((shipped / "templates").glob("*.yml"))
    copied = [*(shipped / f"{name}.yml" for name in (BASELINE, VARIANT)), *templates]
    return {
        "README.md": README,
        **{f"scenarios/{path.relative_to(shipped)}": path.read_text("utf-8") for path in copied},
        **{f"scenarios/{kind}.schema.json": as_text(kind) for kind in FILES},
    }


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("x", encoding="utf-8") as file:  # refuses what has come in the meantime
        file.write(text)
    return path
